package io.dfs.common.api;

import org.jspecify.annotations.Nullable;

/**
 * How long a disk has taken in the last minutes.
 *
 * @param path of the data directory
 * @param writes from the first byte of a chunk file until it is durable; null if nothing was written
 * @param reads of pieces of chunk files; null if nothing was read
 */
public record DiskLatency(
        String path, @Nullable Latency writes, @Nullable Latency reads) {

    /**
     * Times for each MiB begun: so a small chunk file and a large one can be compared.
     *
     * @param samples how many writes or reads
     * @param p50Micros the median, in microseconds
     * @param p99Micros what 99 % of them did not exceed, in microseconds
     */
    public record Latency(long samples, long p50Micros, long p99Micros) {}
}
