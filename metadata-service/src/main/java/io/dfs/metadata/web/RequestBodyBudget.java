package io.dfs.metadata.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of memory request bodies take by all requests together (I-9). Thread-safe. */
final class RequestBodyBudget {

    private final long limitBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    RequestBodyBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Takes the bytes, or refuses and takes nothing. */
    void take(long lengthBytes) {
        long held = heldBytes.addAndGet(lengthBytes);
        if (held > limitBytes) {
            heldBytes.addAndGet(-lengthBytes);
            throw new DfsException(
                    ErrorCode.OVERLOADED,
                    "the bodies of the requests under way would take more than %s: try again shortly, or send smaller ones"
                            .formatted(ByteSize.format(limitBytes)));
        }
    }

    void give(long lengthBytes) {
        heldBytes.addAndGet(-lengthBytes);
    }

    long heldBytes() {
        return heldBytes.get();
    }
}
