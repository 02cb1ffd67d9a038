package io.dfs.metadata.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.limits.BodyLimit;
import java.util.Optional;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Counts what is read of one request's body, as text and as JSON, and ends it at its limit. For one thread. */
final class BodyMeter {

    static final String ATTRIBUTE = BodyMeter.class.getName();

    private final BodyLimit limit;
    private final RequestBodyBudget budget;
    private long bytes;
    private long values;
    private long usedBytes;
    private long takenBytes;

    BodyMeter(BodyLimit limit, RequestBodyBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** That of the request which this thread answers. */
    static Optional<BodyMeter> current() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        return request != null
                        && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof BodyMeter meter
                ? Optional.of(meter)
                : Optional.empty();
    }

    /** The length that is announced, or that came so far. */
    void refuseIfOver(long lengthBytes) {
        if (lengthBytes > limit.bytes()) {
            throw new DfsException(
                    ErrorCode.TOO_LARGE,
                    "the request's body is larger than %s, the limit of this endpoint: send less at a time"
                            .formatted(ByteSize.format(limit.bytes())));
        }
    }

    void bytesCame(long lengthBytes) {
        refuseIfOver(bytes + lengthBytes);
        take(lengthBytes);
        bytes += lengthBytes;
    }

    void valueCame() {
        if (values == limit.values()) {
            throw new DfsException(
                    ErrorCode.TOO_LARGE,
                    "the request's body has more than %d JSON values and names, the limit of this endpoint: send fewer items at a time"
                            .formatted(limit.values()));
        }
        take(BodyLimit.BYTES_PER_VALUE);
        values++;
    }

    /** As much as a small body takes is free for each request, so that large ones can't keep heartbeats out. */
    private void take(long memoryBytes) {
        usedBytes += memoryBytes;
        long owedBytes = Math.max(0, usedBytes - BodyLimit.SMALL.memoryBytes()) - takenBytes;
        if (owedBytes > 0) {
            budget.take(owedBytes);
            takenBytes += owedBytes;
        }
    }

    void release() {
        budget.give(takenBytes);
        takenBytes = 0;
    }
}
