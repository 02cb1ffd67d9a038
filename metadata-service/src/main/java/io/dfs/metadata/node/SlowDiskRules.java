package io.dfs.metadata.node;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.DiskLatency.Latency;
import io.dfs.common.id.NodeId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes have a disk that is far slower than the disks of other nodes. Pure. Each node counts with its slowest disk. A node
 * is slow if that takes {@value #FACTOR} times as long as the median of the other nodes' and longer than any disk that is well
 * takes, so that nodes that are all fast, or all busy, are not compared by chance.
 */
final class SlowDiskRules {

    static final int FACTOR = 5;

    /** With fewer nodes there is no majority that says what is usual. */
    private static final int MIN_PEERS = 2;

    /** @param disks as in the node's last heartbeat */
    record Measured(NodeId node, List<DiskLatency> disks) {}

    /**
     * @param micros what its slowest disk takes for a MiB
     * @param othersMicros the median of what the slowest disks of other nodes take
     * @param sentence for people, without the node's name
     */
    record Finding(NodeId node, long micros, long othersMicros, String sentence) {

        long bytesPerSecond() {
            return rate(micros);
        }

        long othersBytesPerSecond() {
            return rate(othersMicros);
        }

        private static long rate(long micros) {
            return (1L << 20) * 1_000_000 / Math.max(1, micros);
        }
    }

    /** A figure that nodes are compared by. */
    private record Measure(
            String words,
            Function<DiskLatency, @Nullable Latency> of,
            ToLongFunction<Latency> micros,
            long minSamples,
            long floorMicros) {}

    /** The tail needs many samples and a high limit: one long pause in a minute does no harm. */
    private static final List<Measure> MEASURES = List.of(
            new Measure("half of the writes to", DiskLatency::writes, Latency::p50Micros, 10, 100_000),
            new Measure("half of the reads from", DiskLatency::reads, Latency::p50Micros, 10, 100_000),
            new Measure("1 of 100 writes to", DiskLatency::writes, Latency::p99Micros, 200, 2_000_000),
            new Measure("1 of 100 reads from", DiskLatency::reads, Latency::p99Micros, 200, 2_000_000));

    /** What a node's slowest disk takes. */
    private record Slowest(NodeId node, String path, long micros) {}

    private SlowDiskRules() {}

    /** At most one for each node. */
    static Map<NodeId, Finding> slow(List<Measured> nodes) {
        Map<NodeId, Finding> found = new LinkedHashMap<>();
        for (Measure measure : MEASURES) {
            List<Slowest> all = nodes.stream()
                    .flatMap(node -> slowest(node, measure).stream())
                    .toList();
            all.forEach(
                    one -> compare(one, all, measure).ifPresent(finding -> found.putIfAbsent(finding.node(), finding)));
        }
        return found;
    }

    private static Optional<Slowest> slowest(Measured node, Measure measure) {
        return node.disks().stream()
                .flatMap(disk -> Stream.ofNullable(measure.of().apply(disk))
                        .filter(latency -> latency.samples() >= measure.minSamples())
                        .map(latency -> new Slowest(
                                node.node(), disk.path(), measure.micros().applyAsLong(latency))))
                .max(Comparator.comparingLong(Slowest::micros));
    }

    private static Optional<Finding> compare(Slowest one, List<Slowest> all, Measure measure) {
        List<Long> others = all.stream()
                .filter(other -> !other.node().equals(one.node()))
                .map(Slowest::micros)
                .sorted()
                .toList();
        if (others.size() < MIN_PEERS || one.micros() < measure.floorMicros()) {
            return Optional.empty();
        }
        long median = others.get(others.size() / 2);
        return one.micros() < FACTOR * median
                ? Optional.empty()
                : Optional.of(new Finding(
                        one.node(),
                        one.micros(),
                        median,
                        "%s %s took %s for each MiB or longer, in the median of the other nodes %s"
                                .formatted(measure.words(), one.path(), inWords(one.micros()), inWords(median))));
    }

    private static String inWords(long micros) {
        return micros < 10_000 ? "%.1f ms".formatted(micros / 1000.0) : "%d ms".formatted(micros / 1000);
    }
}
