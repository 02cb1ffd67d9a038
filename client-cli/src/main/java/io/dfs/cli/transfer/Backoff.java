package io.dfs.cli.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing, jittered pauses until patience runs out. One object per wait; not thread-safe. */
public final class Backoff {

    private final long deadlineNanos;
    private final Duration longestPause;
    private Duration next;

    public Backoff(Duration patience, Duration longestPause) {
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
        this.longestPause = longestPause;
        this.next = longestPause.dividedBy(20);
    }

    public boolean exhausted() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    /** Half fixed and half random, so that clients that failed together do not come back together. */
    public void pause() {
        long half = Math.max(1, next.toNanos() / 2);
        sleep(Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half)));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while waiting to try again", e);
        }
    }
}
