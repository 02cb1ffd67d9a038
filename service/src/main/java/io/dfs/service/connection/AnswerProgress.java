package io.dfs.service.connection;

/**
 * How fast an answer is taken, counting only the time in which the service waits for its reader. What the system takes into its
 * buffers before the reader first holds it up does not count: it tells nothing of the reader.
 */
final class AnswerProgress {

    private final BodyProgress taken;

    AnswerProgress(ConnectionLimits limits) {
        this.taken = new BodyProgress(limits);
    }

    /**
     * The connection was given bytes.
     *
     * @param bytes how many it took; 0 if the reader must take some first
     * @param more whether some are left
     */
    void wrote(long nowNanos, int bytes, boolean more) {
        if (bytes > 0 && taken.waitedNanos(nowNanos) > 0) {
            taken.endRead(nowNanos, bytes);
        } else if (bytes == 0 && more && !taken.isReading()) {
            taken.beginRead(nowNanos);
        }
    }

    void restart() {
        taken.restart();
    }

    boolean isWaiting() {
        return taken.isReading();
    }

    boolean isTooSlow(long nowNanos) {
        return taken.isTooSlow(nowNanos);
    }

    long waitedNanos(long nowNanos) {
        return taken.waitedNanos(nowNanos);
    }

    double bytesPerSecond(long nowNanos) {
        return taken.bytesPerSecond(nowNanos);
    }
}
