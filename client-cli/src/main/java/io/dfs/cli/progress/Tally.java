package io.dfs.cli.progress;

import io.dfs.common.size.ByteSize;
import java.time.Duration;

/**
 * Where a transfer stands.
 *
 * @param expectedBytes of the whole work, as far as known
 * @param doneBytes by this run
 * @param resumedBytes by earlier runs
 */
public record Tally(long expectedBytes, long doneBytes, long resumedBytes) {

    static final Tally ZERO = new Tally(0, 0, 0);

    Tally expecting(long bytes) {
        return new Tally(expectedBytes + bytes, doneBytes, resumedBytes);
    }

    Tally withDone(long bytes) {
        return new Tally(expectedBytes, doneBytes + bytes, resumedBytes);
    }

    Tally withResumed(long bytes) {
        return new Tally(expectedBytes, doneBytes, resumedBytes + bytes);
    }

    /** {@code 3.2 GiB of 10 GiB (32 %), 210.5 MiB/s, 33 s left}. */
    String describe(Duration elapsed) {
        long total = doneBytes + resumedBytes;
        StringBuilder text = new StringBuilder("%s of %s".formatted(size(total), size(expectedBytes)));
        if (expectedBytes > 0) {
            text.append(" (%d %%)".formatted((long) Math.min(100, 100.0 * total / expectedBytes)));
        }
        double rate = rate(doneBytes, elapsed);
        if (rate > 0) {
            text.append(", ").append(rateText(doneBytes, elapsed));
            long left = expectedBytes - total;
            if (left > 0) {
                text.append(", %s left".formatted(duration(Duration.ofSeconds((long) Math.ceil(left / rate)))));
            }
        }
        return text.toString();
    }

    /** {@code 210.5 MiB/s}. */
    public static String rateText(long bytes, Duration elapsed) {
        return ByteSize.format((long) rate(bytes, elapsed)) + "/s";
    }

    private static double rate(long bytes, Duration elapsed) {
        return elapsed.isZero() ? 0 : bytes * 1e9 / elapsed.toNanos();
    }

    private static String size(long bytes) {
        return ByteSize.format(bytes);
    }

    /** {@code 0.4 s}, {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return "%.1f s".formatted(duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }
}
