package io.dfs.node.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.concurrent.Semaphore;

/** How many transfers of a kind may be under way; who comes when all slots are taken is sent away at once (I-9). */
public final class TransferSlots {

    private final String kind;
    private final int limit;
    private final Semaphore free;

    TransferSlots(String kind, int limit) {
        this.kind = kind;
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** To be closed when the transfer ends, however it ends. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    Slot take() {
        if (!free.tryAcquire()) {
            throw new DfsException(
                    ErrorCode.NODE_BUSY,
                    "the node has %d %s under way, its limit: try again shortly, or another node"
                            .formatted(limit, kind));
        }
        return free::release;
    }

    public int limit() {
        return limit;
    }

    /** How many should be free, and are not, once nearly all are taken. */
    int excess() {
        int taken = taken();
        return taken >= limit - limit / 8 ? taken - limit / 2 : 0;
    }

    public int taken() {
        return limit - free.availablePermits();
    }
}
