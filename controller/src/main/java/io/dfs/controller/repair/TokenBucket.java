package io.dfs.controller.repair;

import java.time.Duration;

/**
 * A token bucket that may be overdrawn: anyone who takes from it does so at once and then has to wait until the bucket is
 * out of debt. It holds one second's worth at most. A value; each operation gives the next one.
 *
 * @param level bytes that may be used now; a debt if negative
 * @param atNanos when that was so
 */
record TokenBucket(long bytesPerSecond, double level, long atNanos) {

    /** Urgent users overdraw it this much at most, in seconds' worth: no one waits for ever because of them. */
    private static final int URGENT_DEBT_SECONDS = 10;

    private static final double NANOS_PER_SECOND = 1e9;

    static TokenBucket full(long bytesPerSecond, long nowNanos) {
        return new TokenBucket(bytesPerSecond, (double) bytesPerSecond, nowNanos);
    }

    private double levelAt(long nowNanos) {
        double gained = bytesPerSecond * (Math.max(0, nowNanos - atNanos) / NANOS_PER_SECOND);
        return Math.min((double) bytesPerSecond, level + gained);
    }

    /** How long until the bucket is out of debt. */
    Duration debtAt(long nowNanos) {
        double debt = -levelAt(nowNanos);
        return debt <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(debt / bytesPerSecond * NANOS_PER_SECOND));
    }

    TokenBucket take(long bytes, long nowNanos) {
        return new TokenBucket(bytesPerSecond, levelAt(nowNanos) - bytes, nowNanos);
    }

    TokenBucket takeUrgently(long bytes, long nowNanos) {
        double now = levelAt(nowNanos);
        double deepest = Math.min(now, -(double) URGENT_DEBT_SECONDS * bytesPerSecond);
        return new TokenBucket(bytesPerSecond, Math.max(now - bytes, deepest), nowNanos);
    }
}
