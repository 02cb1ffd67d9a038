package io.dfs.metadata.repair;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a chunk by its replicas and the nodes that have them. A suspect replica counts until its node has looked; one on a
 * node that is dead or is to be emptied does not, nor one that is known to be bad or whose disk fails.
 */
public final class ReplicaCheck {

    private ReplicaCheck() {}

    public static Verdict verdict(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        if (!chunk.referenced()) {
            return new Unreferenced();
        }
        List<Replica> counted = counted(chunk, nodes);
        if (counted.size() < chunk.replicationFactor()) {
            return shortage(chunk, counted.size(), nodes);
        }
        if (counted.size() > chunk.replicationFactor()) {
            return new Excess(counted.size() - chunk.replicationFactor());
        }
        return misplaced(chunk, counted, nodes).orElseGet(() -> new Sound(isCertain(chunk, nodes)));
    }

    /** Whether no replica that counts is on a node that is silent just now. */
    static boolean isCertain(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        return counted(chunk, nodes).stream().allMatch(replica -> isHealthy(nodes.get(replica.nodeId())));
    }

    public static List<Replica> counted(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        return chunk.replicas().stream()
                .filter(replica -> counts(replica, nodes))
                .toList();
    }

    /** Whether the replica is one of those that the chunk should have. */
    public static boolean counts(Replica replica, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(replica.nodeId());
        return replica.isCredible() && node != null && node.keepsReplicas();
    }

    /** Whether the replica can be copied from; on a drained node too, as long as that is there. */
    public static boolean isReadable(Replica replica, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(replica.nodeId());
        return replica.isReadable() && node != null && node.health() != NodeHealth.DEAD;
    }

    /** Whether the node is one that gets new replicas if it has room. */
    static boolean isReady(NodeView node) {
        return isHealthy(node) && node.adminState() == AdminState.IN_SERVICE;
    }

    private static boolean isHealthy(@Nullable NodeView node) {
        return node != null && node.health() == NodeHealth.HEALTHY;
    }

    private static boolean isToBeEmptied(@Nullable NodeView node) {
        return node != null && (node.adminState() == AdminState.DRAINING || node.adminState() == AdminState.DRAINED);
    }

    private static Verdict shortage(ChunkFacts chunk, int counted, Map<NodeId, NodeView> nodes) {
        String reason = reason(chunk, counted, nodes);
        List<Replica> readable = chunk.replicas().stream()
                .filter(replica -> isReadable(replica, nodes))
                .toList();
        if (readable.isEmpty()) {
            return new Unreadable(reason);
        }
        long good = readable.stream()
                .filter(replica -> replica.state() == ReplicaState.GOOD)
                .count();
        if (good <= 1 && chunk.replicationFactor() > 1) {
            return new UnderReplicated(RepairClass.ENDANGERED, reason);
        }
        long beingEmptied = readable.stream()
                .filter(replica -> isToBeEmptied(nodes.get(replica.nodeId())))
                .count();
        boolean onlyByDraining = counted + beingEmptied >= chunk.replicationFactor();
        return new UnderReplicated(onlyByDraining ? RepairClass.DRAINING : RepairClass.UNDER_REPLICATED, reason);
    }

    /** A zone with at least two replicas more than another one that has a node to take one. */
    private static Optional<Verdict> misplaced(ChunkFacts chunk, List<Replica> counted, Map<NodeId, NodeView> nodes) {
        ZoneSpread spread = ZoneSpread.of(counted, nodes);
        int most = spread.most();
        if (most < 2) {
            return Optional.empty();
        }
        Set<NodeId> barred = new HashSet<>(chunk.leaving());
        chunk.replicas().forEach(replica -> barred.add(replica.nodeId()));
        return nodes.values().stream()
                .filter(node -> spread.in(node) <= most - 2)
                .filter(node -> isReady(node) && !barred.contains(node.address().id()))
                .filter(node -> node.space().freeBytes() >= Math.max(1, chunk.lengthBytes()))
                .min(Comparator.comparingInt(spread::in))
                .flatMap(room -> counted.stream()
                        .map(replica -> nodes.get(replica.nodeId()))
                        .filter(node -> node != null && spread.in(node) == most)
                        .max(Comparator.comparingDouble(ReplicaCheck::fullness)
                                .thenComparing(node -> node.address().id()))
                        .map(crowded -> misplaced(spread, crowded, room)));
    }

    private static Verdict misplaced(ZoneSpread spread, NodeView crowded, NodeView room) {
        return new Misplaced(
                crowded.address().id(),
                "zone %s has %d of the replicas, zone %s has %d and room"
                        .formatted(
                                crowded.address().zone(),
                                spread.in(crowded),
                                room.address().zone(),
                                spread.in(room)));
    }

    /** The used part of the node's capacity; 1 if it has none. */
    static double fullness(NodeView node) {
        long capacity = node.space().capacityBytes();
        return capacity == 0 ? 1 : (double) node.space().usedBytes() / capacity;
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
        boolean dead = node.health() == NodeHealth.DEAD;
        return node.address().name() + " "
                + (dead ? "dead" : node.adminState().name().toLowerCase(Locale.ROOT));
    }
}
