package io.dfs.common.http;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Repeats a call while its failure may pass: with growing, jittered pauses until {@code limit} has gone by.
 *
 * @param limit how long to repeat while no service is reached; zero for a single attempt
 * @param answeredLimit the same while a service answers that it, or its database, can't serve the call just now
 * @param firstPause upper bound of the first pause; it doubles up to {@code longestPause}
 */
public record Retry(Duration limit, Duration answeredLimit, Duration firstPause, Duration longestPause) {

    public static final Retry NEVER = new Retry(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    /** For a person's command: outlives the restart of a service. */
    public static final Retry PATIENT = new Retry(Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(3));

    /** With one limit for both. */
    public Retry(Duration limit, Duration firstPause, Duration longestPause) {
        this(limit, limit, firstPause, longestPause);
    }

    /** The same, but patient once a service has answered: the address is right, and a failover takes less than a minute. */
    public Retry withAnsweredLimit(Duration longer) {
        return new Retry(limit, longer, firstPause, longestPause);
    }

    public <T> T call(Supplier<T> attempt) {
        long began = System.nanoTime();
        Duration pause = firstPause;
        while (true) {
            try {
                return attempt.get();
            } catch (DfsException e) {
                long spent = System.nanoTime() - began;
                if (!passes(e.code())
                        || spent + pause.toNanos() > limitFor(e.code()).toNanos()) {
                    throw e;
                }
                sleep(pause, e);
                pause = pause.multipliedBy(2).compareTo(longestPause) < 0 ? pause.multipliedBy(2) : longestPause;
            }
        }
    }

    private Duration limitFor(ErrorCode code) {
        return code == ErrorCode.UNAVAILABLE ? limit : answeredLimit;
    }

    /** Failures of the service itself; a refusal is an answer and is not asked for again. */
    private static boolean passes(ErrorCode code) {
        return switch (code) {
            case UNAVAILABLE, OVERLOADED, DATABASE_UNAVAILABLE, INTERNAL -> true;
            default -> false;
        };
    }

    private static void sleep(Duration longest, DfsException cause) {
        try {
            // Full jitter: clients that failed together do not come back together.
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(1, longest.toNanos() + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            e.addSuppressed(cause);
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while waiting to try again", e);
        }
    }
}
