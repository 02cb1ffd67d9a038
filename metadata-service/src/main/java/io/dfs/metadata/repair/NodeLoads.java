package io.dfs.metadata.repair;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How full nodes will be when everything that is under way has arrived, and everything that is to go has gone. */
final class NodeLoads {

    private final Map<NodeId, NodeView> nodes;
    private final Map<NodeId, Long> changes = new HashMap<>();

    /** Of now; null after a change. It is asked for once for each pair of nodes. */
    private @Nullable Double mean;

    /** @param leavingBytes per node, part of its used bytes: in quarantine or on the way there */
    NodeLoads(Map<NodeId, NodeView> nodes, Map<NodeId, Long> leavingBytes) {
        this.nodes = nodes;
        leavingBytes.forEach((node, bytes) -> changes.merge(node, -bytes, Long::sum));
    }

    /** The same with copies that are claimed. */
    NodeLoads with(CopiesUnderWay underWay) {
        NodeLoads loads = new NodeLoads(nodes, Map.of());
        loads.changes.putAll(changes);
        nodes.keySet()
                .forEach(node ->
                        loads.changes.merge(node, underWay.bytesTo(node) - underWay.bytesRetiredBy(node), Long::sum));
        return loads;
    }

    void move(NodeId from, NodeId to, long lengthBytes) {
        mean = null;
        changes.merge(from, -lengthBytes, Long::sum);
        changes.merge(to, lengthBytes, Long::sum);
    }

    /** Nodes whose fill is to be alike, the fullest first. */
    List<NodeView> fullestFirst() {
        return nodes.values().stream()
                .filter(NodeLoads::takesPart)
                .sorted(Comparator.<NodeView>comparingDouble(node -> -fill(node))
                        .thenComparing(node -> node.address().id()))
                .toList();
    }

    /** The used part of the node's capacity. */
    double fill(NodeView node) {
        return fill(node, 0);
    }

    /** The used part of the node's capacity if it had so many bytes more. */
    double fill(NodeView node, long moreBytes) {
        return (double) (usedBytes(node) + moreBytes) / node.space().capacityBytes();
    }

    /** The fill of all nodes that take part, as if they were one. */
    double mean() {
        if (mean == null) {
            mean = computedMean();
        }
        return mean;
    }

    private double computedMean() {
        long used = 0;
        long capacity = 0;
        for (NodeView node : nodes.values()) {
            if (takesPart(node)) {
                used += usedBytes(node);
                capacity += node.space().capacityBytes();
            }
        }
        return capacity == 0 ? 0 : (double) used / capacity;
    }

    private long usedBytes(NodeView node) {
        long change = changes.getOrDefault(node.address().id(), 0L);
        return Math.max(0, node.space().usedBytes() + change);
    }

    static boolean takesPart(NodeView node) {
        return node.adminState() == AdminState.IN_SERVICE
                && node.health() != NodeHealth.DEAD
                && node.space().capacityBytes() > 0;
    }
}
