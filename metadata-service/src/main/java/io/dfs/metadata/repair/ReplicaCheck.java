package io.dfs.metadata.repair;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a chunk by its replicas and the nodes that have them. A suspect replica counts until its node has looked; one on a
 * dead or drained node does not, nor one that is known to be bad.
 */
final class ReplicaCheck {

    /** One good replica: the next fault loses the chunk. */
    static final int ENDANGERED = 0;

    static final int UNDER_REPLICATED = 10;

    private ReplicaCheck() {}

    static Verdict verdict(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        List<Replica> counted = chunk.replicas().stream()
                .filter(replica -> counts(replica, nodes))
                .toList();
        if (!chunk.referenced()) {
            return new Unreferenced();
        }
        if (counted.size() >= chunk.replicationFactor()) {
            return new Sound(counted.stream().allMatch(replica -> isHealthy(nodes.get(replica.nodeId()))));
        }
        String reason = reason(chunk, counted.size(), nodes);
        if (chunk.replicas().stream().noneMatch(replica -> isReadable(replica, nodes))) {
            return new Unreadable(reason);
        }
        long good = counted.stream()
                .filter(replica -> replica.state() == ReplicaState.GOOD)
                .count();
        return new UnderReplicated(good <= 1 ? ENDANGERED : UNDER_REPLICATED, reason);
    }

    /** Whether the replica is one of those that the chunk should have. */
    static boolean counts(Replica replica, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(replica.nodeId());
        return replica.isCredible() && node != null && node.keepsReplicas();
    }

    /** Whether the replica can be copied from; on a drained node too, as long as that is there. */
    static boolean isReadable(Replica replica, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(replica.nodeId());
        return replica.isCredible() && node != null && node.health() != NodeHealth.DEAD;
    }

    private static boolean isHealthy(@Nullable NodeView node) {
        return node != null && node.health() == NodeHealth.HEALTHY;
    }

    /** Such as {@code 1 of 3 replicas: node-2 dead, node-5 corrupt}. */
    private static String reason(ChunkFacts chunk, int counted, Map<NodeId, NodeView> nodes) {
        String count = "%d of %d replicas".formatted(counted, chunk.replicationFactor());
        List<String> faults = chunk.replicas().stream()
                .filter(replica -> !counts(replica, nodes))
                .map(replica -> fault(replica, nodes.get(replica.nodeId())))
                .toList();
        return faults.isEmpty() ? count : count + ": " + String.join(", ", faults);
    }

    private static String fault(Replica replica, @Nullable NodeView node) {
        if (node == null) {
            return "node %s unknown".formatted(replica.nodeId());
        }
        if (!replica.isCredible()) {
            return node.address().name() + " " + replica.state().name().toLowerCase(Locale.ROOT);
        }
        return node.address().name() + (node.adminState() == AdminState.DRAINED ? " drained" : " dead");
    }
}
