package io.dfs.metadata.repair;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.Verdict.Sound;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which replicas move so that nodes are evenly full by their bytes and real capacity. A move never makes its target
 * fuller than its origin then is, so the largest distance from the mean never grows, and moving comes to an end.
 */
final class BalancePlanner {

    private final BalanceSettings settings;

    BalancePlanner(BalanceSettings settings) {
        this.settings = settings;
    }

    /**
     * @param givers nodes that should hand replicas on, the fullest first; empty if all is even enough
     * @param verdict for people
     */
    record Outlook(List<NodeView> givers, String verdict) {}

    Outlook outlook(NodeLoads loads) {
        List<NodeView> nodes = loads.fullestFirst();
        if (nodes.size() < 2) {
            return new Outlook(List.of(), "there are fewer than two nodes to balance");
        }
        double mean = loads.mean();
        String fills = "nodes are %s to %s full, all together %s"
                .formatted(percent(loads.fill(nodes.getLast())), percent(loads.fill(nodes.getFirst())), percent(mean));
        boolean even = !isOver(nodes.getFirst(), loads) && !isUnder(nodes.getLast(), loads);
        if (even) {
            return new Outlook(List.of(), fills + ": even enough");
        }
        return new Outlook(
                nodes.stream().filter(node -> loads.fill(node) > mean).toList(), fills);
    }

    /** Where the replica of a node that is too full goes, or to a node that is too empty; the emptiest that will do. */
    Optional<NodeView> target(ChunkFacts chunk, NodeView from, Map<NodeId, NodeView> nodes, NodeLoads loads) {
        boolean over = isOver(from, loads);
        return nodes.values().stream()
                .filter(to -> over || isUnder(to, loads))
                .filter(to -> isAllowed(chunk, from, to, nodes, loads))
                .min(Comparator.<NodeView>comparingDouble(loads::fill)
                        .thenComparing(to -> to.address().id()));
    }

    /** Whether the move is still of use, does no harm to the chunk's spread, and leaves the target room. */
    boolean isAllowed(ChunkFacts chunk, NodeView from, NodeView to, Map<NodeId, NodeView> nodes, NodeLoads loads) {
        List<Replica> counted = ReplicaCheck.counted(chunk, nodes);
        return ReplicaCheck.isReady(to)
                && !to.slow()
                && NodeLoads.takesPart(to)
                && NodeLoads.takesPart(from)
                && holds(counted, from)
                && !holds(chunk.replicas(), to)
                && !chunk.leaving().contains(to.address().id())
                && to.space().freeBytes() >= Math.max(1, chunk.lengthBytes())
                && loads.fill(to, chunk.lengthBytes()) * 100 <= settings.maxFill()
                && loads.fill(to, chunk.lengthBytes()) <= loads.fill(from, -chunk.lengthBytes())
                && ZoneSpread.of(counted, nodes).allowsMove(from, to);
    }

    /** Whether a chunk is well enough to be moved. */
    static boolean isMovable(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        return chunk.lengthBytes() > 0 && ReplicaCheck.verdict(chunk, nodes).equals(new Sound(true));
    }

    private static boolean holds(List<Replica> replicas, NodeView node) {
        return replicas.stream()
                .anyMatch(replica -> replica.nodeId().equals(node.address().id()));
    }

    private boolean isOver(NodeView node, NodeLoads loads) {
        return (loads.fill(node) - loads.mean()) * 100 > settings.band();
    }

    private boolean isUnder(NodeView node, NodeLoads loads) {
        return (loads.mean() - loads.fill(node)) * 100 > settings.band();
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }
}
