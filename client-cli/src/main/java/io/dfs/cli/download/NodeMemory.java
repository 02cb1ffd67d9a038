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
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How nodes have served this command, and which of them it turns to last from now on. Rates are compared among readings of about
 * the same size: a small one takes as long as the answer does, whatever the node's throughput. Thread-safe; holds a little for
 * each node.
 */
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

    /** Sums over readings of about the same size. */
    private static final class Sum {
        long bytes;
        long nanos;

        double bytesPerSecond() {
            return nanos == 0 ? 0 : bytes * 1e9 / nanos;
        }
    }

    /** The readings from one node; the sums by the size's power of two. */
    private static final class Served {
        final List<Long> firstByteNanos = new ArrayList<>();
        final NavigableMap<Integer, Sum> sums = new TreeMap<>();
        int next;

        void add(long firstByte, long wantedBytes, long moreBytes, long moreNanos) {
            if (firstByteNanos.size() < FIRST_BYTE_SAMPLES) {
                firstByteNanos.add(firstByte);
            } else {
                firstByteNanos.set(next++ % FIRST_BYTE_SAMPLES, firstByte);
            }
            Sum sum = sums.computeIfAbsent(sizeClass(wantedBytes), _ -> new Sum());
            sum.bytes += moreBytes;
            sum.nanos += moreNanos;
        }

        /** Of readings of this size, or else of smaller ones, which were no faster; empty if there were none. */
        Optional<Double> bytesPerSecond(int sizeClass) {
            return Optional.ofNullable(sums.floorEntry(sizeClass))
                    .map(entry -> entry.getValue().bytesPerSecond());
        }
    }

    private static int sizeClass(long bytes) {
        return Long.SIZE - Long.numberOfLeadingZeros(bytes);
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

    /**
     * @param wantedBytes of the reading
     * @param bytes that came; fewer if it was cut short
     */
    void served(NodeAddress node, long firstByteNanos, long wantedBytes, long bytes, long nanos) {
        synchronized (this) {
            served.computeIfAbsent(node, _ -> new Served()).add(firstByteNanos, wantedBytes, bytes, nanos);
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
        served.forEach((node, one) -> one.sums.forEach((sizeClass, sum) -> {
            double others = rateOfOthers(node, sizeClass);
            if (sum.nanos >= pace.floor().toNanos() && sum.bytesPerSecond() * pace.factor() < others) {
                slow.put(node, new Rates(sum.bytesPerSecond(), others));
            }
        }));
        return slow;
    }

    /**
     * What all nodes but this one gave.
     *
     * @param lengthBytes of the reading that it is compared with
     */
    synchronized Others others(NodeAddress node, long lengthBytes) {
        List<Long> firstBytes = servedByOthers(node)
                .flatMap(one -> one.firstByteNanos.stream())
                .sorted()
                .toList();
        return firstBytes.isEmpty()
                ? Others.UNKNOWN
                : new Others(firstBytes.get(firstBytes.size() * 95 / 100), rateOfOthers(node, sizeClass(lengthBytes)));
    }

    /** The median; 0 if unknown. */
    private double rateOfOthers(NodeAddress node, int sizeClass) {
        List<Double> rates = servedByOthers(node)
                .flatMap(one -> one.bytesPerSecond(sizeClass).stream())
                .sorted()
                .toList();
        return rates.isEmpty() ? 0 : rates.get(rates.size() / 2);
    }

    private Stream<Served> servedByOthers(NodeAddress node) {
        return served.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(node))
                .map(Map.Entry::getValue);
    }
}
