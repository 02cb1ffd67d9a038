package io.dfs.cli.download;

import io.dfs.cli.download.ReadPace.Others;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.id.NodeId;
import io.dfs.common.size.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** How nodes have served this command, and which of them it turns to last from now on. Thread-safe; holds a little for each node. */
final class NodeMemory {

    private static final int FIRST_BYTE_SAMPLES = 32;

    private final ReadPace pace;
    private final Consumer<String> warnings;
    private final Complaints complaints;
    private final Map<NodeAddress, Served> served = new HashMap<>();
    private final Set<NodeId> left = new HashSet<>();

    NodeMemory(ReadPace pace, Consumer<String> warnings, Complaints complaints) {
        this.complaints = complaints;
        this.pace = pace;
        this.warnings = warnings;
    }

    /** Takes the rates of a slow node and of the others, in bytes per second. */
    @FunctionalInterface
    interface Complaints {
        void complain(NodeAddress node, double bytesPerSecond, double othersBytesPerSecond);
    }

    /** Sums over the readings from one node. */
    private static final class Served {
        final List<Long> firstByteNanos = new ArrayList<>();
        int next;
        long bytes;
        long nanos;

        void add(long firstByte, long moreBytes, long moreNanos) {
            if (firstByteNanos.size() < FIRST_BYTE_SAMPLES) {
                firstByteNanos.add(firstByte);
            } else {
                firstByteNanos.set(next++ % FIRST_BYTE_SAMPLES, firstByte);
            }
            bytes += moreBytes;
            nanos += moreNanos;
        }

        double bytesPerSecond() {
            return nanos == 0 ? 0 : bytes * 1e9 / nanos;
        }
    }

    /** Those that failed or were slow come last; otherwise the order stays. */
    synchronized List<NodeAddress> order(List<NodeAddress> replicas) {
        return replicas.stream()
                .sorted(Comparator.comparing(node -> left.contains(node.id())))
                .toList();
    }

    synchronized boolean isLeft(NodeAddress node) {
        return left.contains(node.id());
    }

    /** As far as one reading shows. */
    void leaveSlow(NodeAddress node, ReadPace.Standing reading, Others others) {
        double rate = reading.gotBytes() * 1e9 / Math.max(1, reading.elapsedNanos());
        boolean first = leave(node, Attempt.describe(reading, others));
        // One that is silent may be gone, which heartbeats find out.
        boolean trickles = reading.silentNanos() < pace.floor().toNanos();
        if (first && trickles && others.bytesPerSecond() > 0) {
            complaints.complain(node, rate, others.bytesPerSecond());
        }
    }

    /**
     * @param reason told once
     * @return whether it was not left before
     */
    boolean leave(NodeAddress node, String reason) {
        boolean first;
        synchronized (this) {
            first = left.add(node.id());
        }
        if (first) {
            warnings.accept("node %s is turned to last from now on: %s".formatted(node.name(), reason));
        }
        return first;
    }

    void served(NodeAddress node, long firstByteNanos, long bytes, long nanos) {
        synchronized (this) {
            served.computeIfAbsent(node, _ -> new Served()).add(firstByteNanos, bytes, nanos);
        }
        slow().forEach(this::leaveSlow);
    }

    private void leaveSlow(NodeAddress node, Rates rates) {
        String reason = "it gives %s/s, others %s/s"
                .formatted(ByteSize.format((long) rates.own()), ByteSize.format((long) rates.others()));
        if (leave(node, reason)) {
            complaints.complain(node, rates.own(), rates.others());
        }
    }

    /** Bytes per second. */
    private record Rates(double own, double others) {}

    private synchronized Map<NodeAddress, Rates> slow() {
        Map<NodeAddress, Rates> slow = new HashMap<>();
        served.forEach((node, one) -> {
            double others = others(node).bytesPerSecond();
            if (one.nanos >= pace.floor().toNanos() && one.bytesPerSecond() * pace.factor() < others) {
                slow.put(node, new Rates(one.bytesPerSecond(), others));
            }
        });
        return slow;
    }

    /** What all nodes but this one gave. */
    synchronized Others others(NodeAddress node) {
        List<Served> others = served.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(node))
                .map(Map.Entry::getValue)
                .toList();
        if (others.isEmpty()) {
            return Others.UNKNOWN;
        }
        List<Long> firstBytes = others.stream()
                .flatMap(one -> one.firstByteNanos.stream())
                .sorted()
                .toList();
        List<Double> rates =
                others.stream().map(Served::bytesPerSecond).sorted().toList();
        return new Others(firstBytes.get(firstBytes.size() * 95 / 100), rates.get(rates.size() / 2));
    }
}
