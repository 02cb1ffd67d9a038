package io.dfs.common.http;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.tls.TlsFailures;
import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import tools.jackson.core.JacksonException;

/** Turns answers other than 2xx into exceptions. */
final class Problems {

    /** More than any problem of ours has; a longer answer is not read. */
    private static final int MAX_PROBLEM_BYTES = 256 * 1024;

    private Problems() {}

    static DfsException read(ClassicHttpResponse response, String who) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, MAX_PROBLEM_BYTES);
        try {
            return Json.read(body, Problem.class).toException();
        } catch (JacksonException | NullPointerException _) {
            // Not one of ours: a proxy's page, a container's own error, or the body of a HEAD's answer, which is none.
            return foreign(response.getCode(), "%s answered HTTP %d".formatted(who, response.getCode()));
        }
    }

    /** Why nobody answered, for a sentence that says who. */
    static String describe(IOException failure) {
        String certificates = TlsFailures.explain(failure);
        if (certificates != null) {
            return certificates;
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static DfsException foreign(int status, String message) {
        ErrorCode code = codeFor(status);
        return code == ErrorCode.UNAVAILABLE ? new NoAnswerException(message, null) : new DfsException(code, message);
    }

    private static ErrorCode codeFor(int status) {
        return switch (status) {
            case 404 -> ErrorCode.CHUNK_NOT_FOUND;
            case 410 -> ErrorCode.CHUNK_CORRUPT;
            case 408, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
            case 507 -> ErrorCode.NO_SPACE;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
        };
    }
}
