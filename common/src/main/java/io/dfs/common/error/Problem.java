package io.dfs.common.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error on the wire: RFC 9457 {@code application/problem+json} with our {@code code}, {@code retryable},
 * {@code requestId} and, where nodes were chosen among, {@code rejections}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        @JsonInclude(JsonInclude.Include.ALWAYS) boolean retryable,
        @Nullable String requestId,
        List<Rejection> rejections) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        rejections = rejections == null ? List.of() : List.copyOf(rejections);
    }

    public static Problem of(ErrorCode code, String detail, @Nullable String requestId, List<Rejection> rejections) {
        String type = "urn:dfs:error:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(
                type, code.meaning(), code.httpStatus(), detail, code, code.retryable(), requestId, rejections);
    }

    public DfsException toException() {
        return new DfsException(code, detail, rejections);
    }
}
