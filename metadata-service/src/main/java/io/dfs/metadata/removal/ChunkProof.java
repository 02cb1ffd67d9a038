package io.dfs.metadata.removal;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What stands for a chunk when one of its replicas is to be destroyed.
 *
 * @param referenced whether any file, in the trash or not, has an extent on it
 * @param reclaimed whether it was given up
 */
record ChunkProof(ChunkId id, boolean referenced, boolean reclaimed, int replicationFactor, List<Copy> copies) {

    /** @param verified whether its bytes were ever read or written and found right */
    record Copy(NodeId nodeId, ReplicaState state, boolean verified) {

        boolean isCredible() {
            return switch (state) {
                case GOOD, SUSPECT -> true;
                case FAILING, CORRUPT, MISSING -> false;
            };
        }
    }

    ChunkProof {
        copies = List.copyOf(copies);
    }

    /** Whether its replicas matter. A chunk with an extent does, whatever else the row says. */
    boolean isNeeded() {
        return referenced || !reclaimed;
    }

    /**
     * Good and verified replicas on nodes that answer now, have told what they hold, and are to stay: the only ones that prove
     * anything.
     */
    long proven(Map<NodeId, NodeView> nodes) {
        return good(nodes, node -> node.health() == NodeHealth.HEALTHY && node.hasReported());
    }

    /** As {@link #proven}, with nodes that have been silent for a moment or have yet to report. */
    long probable(Map<NodeId, NodeView> nodes) {
        return good(nodes, node -> node.health() != NodeHealth.DEAD);
    }

    boolean isReadable(Map<NodeId, NodeView> nodes) {
        return copies.stream().filter(Copy::isCredible).anyMatch(copy -> {
            NodeView node = nodes.get(copy.nodeId());
            return node != null && node.health() != NodeHealth.DEAD;
        });
    }

    boolean isInServiceOn(NodeId nodeId) {
        return copies.stream().anyMatch(copy -> copy.nodeId().equals(nodeId) && copy.isCredible());
    }

    private long good(Map<NodeId, NodeView> nodes, Predicate<NodeView> counts) {
        return copies.stream()
                .filter(copy -> copy.state() == ReplicaState.GOOD && copy.verified())
                .map(copy -> nodes.get(copy.nodeId()))
                .filter(node -> node != null && stays(node) && counts.test(node))
                .count();
    }

    private static boolean stays(NodeView node) {
        return switch (node.adminState()) {
            case AdminState.IN_SERVICE, AdminState.MAINTENANCE -> true;
            case AdminState.DRAINING, AdminState.DRAINED -> false;
        };
    }
}
