package io.dfs.metadata.repair;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.TrimStep.Forget;
import io.dfs.metadata.repair.TrimStep.Remove;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which replicas a chunk can do without (I-4): never so many that fewer are left than its factor of good ones that
 * someone has read, on nodes that are well. While anything about a replica is in doubt, nothing goes.
 */
final class TrimPlanner {

    private TrimPlanner() {}

    /** @param retire a node that should hand its replica on, if that is as good as any other; null for none */
    static List<TrimStep> plan(ChunkFacts chunk, Map<NodeId, NodeView> nodes, @Nullable NodeId retire) {
        List<Replica> counted = ReplicaCheck.counted(chunk, nodes);
        List<Replica> proven =
                counted.stream().filter(replica -> isProven(replica, nodes)).toList();
        if (!chunk.referenced() || chunk.replicationFactor() < 1 || proven.size() < chunk.replicationFactor()) {
            return List.of();
        }
        List<TrimStep> steps = new ArrayList<>(badOnes(chunk, proven, nodes));
        if (counted.stream().allMatch(replica -> isCertain(replica, nodes))) {
            steps.addAll(new Surplus(chunk, counted, nodes, retire).steps());
        }
        return steps;
    }

    /** A replica that others may be given up for. */
    static boolean isProven(Replica replica, Map<NodeId, NodeView> nodes) {
        return isCertain(replica, nodes) && replica.verified();
    }

    private static boolean isCertain(Replica replica, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(replica.nodeId());
        return replica.state() == ReplicaState.GOOD && node != null && ReplicaCheck.isReady(node) && node.hasReported();
    }

    /** Bad replicas of nodes that live. One of a dead node stays recorded: it may turn out to be the best one yet. */
    private static List<TrimStep> badOnes(ChunkFacts chunk, List<Replica> proven, Map<NodeId, NodeView> nodes) {
        if (chunk.replicas().stream().allMatch(Replica::isCredible)) {
            return List.of();
        }
        String instead = "%d good replicas stand elsewhere: %s".formatted(proven.size(), names(proven, nodes));
        List<TrimStep> steps = new ArrayList<>();
        for (Replica replica : chunk.replicas()) {
            NodeView node = nodes.get(replica.nodeId());
            if (node == null || node.health() == NodeHealth.DEAD) {
                continue;
            }
            switch (replica.state()) {
                case CORRUPT -> steps.add(new Remove(replica.nodeId(), RemovalReason.CORRUPT, instead));
                case MISSING -> steps.add(new Forget(replica.nodeId(), instead));
                // In a failed directory nothing can be moved, and when it works again the node verifies the replica.
                case FAILING -> {
                    if (!node.diskFailed()) {
                        steps.add(new Remove(
                                replica.nodeId(), RemovalReason.EXCESS, "its disk does not return it; " + instead));
                    }
                }
                case GOOD, SUSPECT -> {}
            }
        }
        return steps;
    }

    private static String names(List<Replica> replicas, Map<NodeId, NodeView> nodes) {
        return replicas.stream()
                .map(replica -> nodes.get(replica.nodeId()))
                .map(node -> node == null ? "?" : node.address().name())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Takes replicas away one after the other, because each changes the spread over the zones. */
    private static final class Surplus {

        private final ChunkFacts chunk;
        private final Map<NodeId, NodeView> nodes;
        private final @Nullable NodeId retire;
        private final List<Replica> kept;

        Surplus(ChunkFacts chunk, List<Replica> counted, Map<NodeId, NodeView> nodes, @Nullable NodeId retire) {
            this.chunk = chunk;
            this.nodes = nodes;
            this.retire = retire;
            this.kept = new ArrayList<>(counted);
        }

        List<TrimStep> steps() {
            int before = kept.size();
            List<Replica> gone = new ArrayList<>();
            while (kept.size() > chunk.replicationFactor()) {
                ZoneSpread spread = ZoneSpread.of(kept, nodes);
                // From a zone that has the most, even if only one elsewhere could go now: the spread matters more
                // (I-5).
                Replica next = kept.stream()
                        .filter(replica -> spread.in(node(replica)) == spread.most())
                        .filter(this::leavesEnough)
                        .min(bestToGoFirst())
                        .orElse(null);
                if (next == null) {
                    break;
                }
                kept.remove(next);
                gone.add(next);
            }
            if (gone.isEmpty()) {
                return List.of();
            }
            String why = "%d replicas, %d wanted; good ones stay on %s"
                    .formatted(before, chunk.replicationFactor(), names(kept, nodes));
            return gone.stream()
                    .<TrimStep>map(replica -> new Remove(replica.nodeId(), RemovalReason.EXCESS, why))
                    .toList();
        }

        private boolean leavesEnough(Replica candidate) {
            return kept.stream()
                            .filter(replica -> !replica.equals(candidate) && isProven(replica, nodes))
                            .count()
                    >= chunk.replicationFactor();
        }

        private Comparator<Replica> bestToGoFirst() {
            return Comparator.comparing(Replica::verified)
                    .thenComparing(replica -> !replica.nodeId().equals(retire))
                    .thenComparingDouble(replica -> -ReplicaCheck.fullness(node(replica)))
                    .thenComparing(Replica::nodeId);
        }

        /** Of a replica that counts, so the node is a known one. */
        private NodeView node(Replica replica) {
            return Objects.requireNonNull(nodes.get(replica.nodeId()));
        }
    }
}
