package io.dfs.node.chunk;

import io.dfs.common.api.DiskLatency.Latency;
import io.dfs.common.size.ByteSize;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long steps on a disk took in the last minutes, for each MiB begun. Counts by classes of a quarter of a power of two, so a
 * quantile is at most 19 % too high and the memory does not grow (I-9). Thread-safe.
 */
final class LatencyWindow {

    static final int MINUTES = 5;

    private static final int CLASSES_PER_DOUBLING = 4;
    private static final int CLASSES = 40 * CLASSES_PER_DOUBLING; // of microseconds: up to 12 days

    private final LongSupplier nanoTime;
    private final long[][] counts = new long[MINUTES][CLASSES];
    private final long[] minutes = new long[MINUTES];

    LatencyWindow(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = minute();
        for (int slot = 0; slot < MINUTES; slot++) {
            minutes[slot] = now - MINUTES;
        }
    }

    private long minute() {
        return Math.floorDiv(nanoTime.getAsLong(), TimeUnit.MINUTES.toNanos(1));
    }

    synchronized void add(long lengthBytes, long nanos) {
        long minute = minute();
        int slot = (int) Math.floorMod(minute, (long) MINUTES);
        if (minutes[slot] != minute) {
            counts[slot] = new long[CLASSES];
            minutes[slot] = minute;
        }
        counts[slot][classOf(nanos / 1000.0 / ByteSize.mebibytesBegun(lengthBytes))]++;
    }

    private static int classOf(double micros) {
        double doublings = Math.log(Math.max(1, micros)) / Math.log(2);
        return Math.min(CLASSES - 1, (int) Math.ceil(doublings * CLASSES_PER_DOUBLING));
    }

    /** Null if there was none. */
    synchronized @Nullable Latency latency() {
        long oldest = minute() - MINUTES;
        long[] sums = new long[CLASSES];
        long samples = 0;
        for (int slot = 0; slot < MINUTES; slot++) {
            for (int i = 0; minutes[slot] > oldest && i < CLASSES; i++) {
                sums[i] += counts[slot][i];
                samples += counts[slot][i];
            }
        }
        return samples == 0 ? null : new Latency(samples, quantile(sums, samples, 50), quantile(sums, samples, 99));
    }

    private static long quantile(long[] sums, long samples, int percent) {
        long rank = Math.ceilDiv(samples * percent, 100);
        int reached = 0;
        for (long seen = sums[0]; seen < rank; seen += sums[reached]) {
            reached++;
        }
        return Math.round(Math.pow(2, (double) reached / CLASSES_PER_DOUBLING));
    }
}
