package io.dfs.service.connection;

/**
 * How fast a request's body comes, counting only the time in which the service waits for it. One thread reads the body;
 * another one looks, and may see figures that are a moment old.
 */
final class BodyProgress {

    private static final long NOT_READING = Long.MIN_VALUE;

    private final ConnectionLimits limits;
    private volatile long readingSinceNanos = NOT_READING;
    private volatile long waitedNanos;
    private volatile long bytes;

    BodyProgress(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** A new request. */
    void restart() {
        readingSinceNanos = NOT_READING;
        waitedNanos = 0;
        bytes = 0;
    }

    void beginRead(long nowNanos) {
        readingSinceNanos = nowNanos;
    }

    /** @param read bytes, or -1 at the end */
    void endRead(long nowNanos, int read) {
        long waited = waitedNanos(nowNanos);
        long sum = bytes + Math.max(0, read);
        readingSinceNanos = NOT_READING;
        boolean windowIsGood = waited >= limits.bodyRateWindow().toNanos() && sum >= limits.minBytesPerWindow();
        waitedNanos = windowIsGood ? 0 : waited;
        bytes = windowIsGood ? 0 : sum;
    }

    boolean isReading() {
        return readingSinceNanos != NOT_READING;
    }

    /** Less came in the window than must. */
    boolean isTooSlow(long nowNanos) {
        return isReading()
                && waitedNanos(nowNanos) >= limits.bodyRateWindow().toNanos()
                && bytes < limits.minBytesPerWindow();
    }

    long waitedNanos(long nowNanos) {
        long since = readingSinceNanos;
        return since == NOT_READING ? waitedNanos : waitedNanos + Math.max(0, nowNanos - since);
    }

    double bytesPerSecond(long nowNanos) {
        return bytes * 1e9 / Math.max(1, waitedNanos(nowNanos));
    }
}
