package io.dfs.common.http;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.size.ByteSize;
import io.dfs.common.tls.TlsFailures;
import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import tools.jackson.core.JacksonException;

/** Turns answers other than 2xx into exceptions. */
final class Problems {

    /** More than any problem of ours has; a longer answer is not read. */
    private static final int MAX_PROBLEM_BYTES = 256 * 1024;

    private Problems() {}

    /**
     * @param sentBytes the length of the request's body; 0 if it had none
     */
    static DfsException read(ClassicHttpResponse response, String who, long sentBytes) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, MAX_PROBLEM_BYTES);
        try {
            return Json.read(body, Problem.class).toException();
        } catch (JacksonException | NullPointerException _) {
            // Not one of ours: a proxy's page, a container's own error, or the body of a HEAD's answer, which is none.
            return response.getCode() == HttpStatus.SC_REQUEST_TOO_LONG
                    ? tooLargeForProxy(response, who, sentBytes)
                    : foreign(response.getCode(), "%s answered HTTP %d".formatted(who, response.getCode()));
        }
    }

    /** The services say it otherwise, with the limit. */
    private static DfsException tooLargeForProxy(ClassicHttpResponse response, String who, long sentBytes) {
        Header server = response.getFirstHeader(HttpHeaders.SERVER);
        return new DfsException(
                ErrorCode.TOO_LARGE,
                ("a proxy%s before %s refused a request of %s (HTTP 413), which is above its limit and not above one of dfs:"
                                + " raise the proxy's limit (nginx: client_max_body_size 0)")
                        .formatted(
                                server == null ? "" : " (%s)".formatted(server.getValue()),
                                who,
                                ByteSize.format(sentBytes)));
    }

    /** Why no one answered, for a sentence that says who. */
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
