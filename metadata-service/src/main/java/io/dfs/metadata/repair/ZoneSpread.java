package io.dfs.metadata.repair;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How many of a chunk's replicas each zone has. */
final class ZoneSpread {

    private final Map<String, Integer> uses = new HashMap<>();

    /** @param replicas of nodes that are known */
    static ZoneSpread of(Collection<Replica> replicas, Map<NodeId, NodeView> nodes) {
        ZoneSpread spread = new ZoneSpread();
        for (Replica replica : replicas) {
            NodeView node = nodes.get(replica.nodeId());
            if (node != null) {
                spread.uses.merge(zone(node), 1, Integer::sum);
            }
        }
        return spread;
    }

    int in(NodeView node) {
        return uses.getOrDefault(zone(node), 0);
    }

    int most() {
        return uses.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Whether the replicas are spread as well as before, or better, when one goes from a node to another. */
    boolean allowsMove(NodeView from, NodeView to) {
        return zone(from).equals(zone(to)) || in(to) < in(from);
    }

    private static String zone(NodeView node) {
        return node.address().zone();
    }
}
