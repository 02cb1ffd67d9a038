package io.dfs.metadata.file;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
import io.dfs.metadata.cluster.KnownNode;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The order in which a reader should try the replicas of a chunk. */
final class ReplicaOrder {

    /** Nodes whose loads differ by less than this are equally busy: all readers running to the idlest one would not help. */
    private static final int EQUALLY_BUSY_TRANSFERS = 8;

    /** A replica that may be read, on a node that is known. */
    record ReadableReplica(KnownNode node, ReplicaState state) {}

    private record Ranked(ReadableReplica replica, int chance) {}

    private ReplicaOrder() {}

    /** Whether a replica is given to readers at all: one that is known to be bad never is (I-3). */
    static boolean isReadable(ReplicaState state) {
        return switch (state) {
            case GOOD, SUSPECT, FAILING -> true;
            case CORRUPT, MISSING -> false;
        };
    }

    /**
     * Dead nodes last, complained-of replicas after good ones, stale nodes after healthy ones, slow ones after the others; then the reader's own host,
     * the less busy, and chance.
     *
     * @param readerHost the reader's address, if it is known
     */
    static List<NodeAddress> of(List<ReadableReplica> replicas, @Nullable String readerHost, RandomGenerator random) {
        return replicas.stream()
                .map(replica -> new Ranked(replica, random.nextInt()))
                .sorted(Comparator.comparing(
                                (Ranked ranked) -> ranked.replica().node().health() == NodeHealth.DEAD)
                        .thenComparing(ranked -> ranked.replica().state())
                        .thenComparing(ranked -> ranked.replica().node().health())
                        .thenComparing(ranked -> ranked.replica().node().slow())
                        .thenComparing(ranked -> !isOn(ranked.replica().node(), readerHost))
                        .thenComparingInt(ranked -> ranked.replica().node().activeTransfers() / EQUALLY_BUSY_TRANSFERS)
                        .thenComparingInt(Ranked::chance))
                .map(ranked -> ranked.replica().node().address())
                .toList();
    }

    private static boolean isOn(KnownNode node, @Nullable String host) {
        return host != null && host.equals(URI.create(node.address().url()).getHost());
    }
}
