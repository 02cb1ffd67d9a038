package io.dfs.cli.upload;

import io.dfs.common.id.NodeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes that are left alone: those that failed lately for a while, slow ones to the end of the command. Thread-safe; holds no
 * more than the cluster has nodes.
 */
final class NodeExclusions {

    private final Duration length;
    private final Map<NodeId, Long> excludedAtNanos = new ConcurrentHashMap<>();
    private final Map<NodeId, String> slowNodes = new ConcurrentHashMap<>();
    private volatile boolean slowNodesNeeded;

    NodeExclusions(Duration length) {
        this.length = length;
    }

    /** Returns whether it was not excluded already. */
    boolean exclude(NodeId node) {
        return excludedAtNanos.put(node, System.nanoTime()) == null;
    }

    /** Returns whether it was not known as slow before. */
    boolean excludeSlow(NodeId node, String name) {
        return slowNodes.put(node, name) == null;
    }

    Set<NodeId> current() {
        long now = System.nanoTime();
        excludedAtNanos.values().removeIf(at -> now - at >= length.toNanos());
        Set<NodeId> all = new HashSet<>(excludedAtNanos.keySet());
        if (!slowNodesNeeded) {
            all.addAll(slowNodes.keySet());
        }
        return Set.copyOf(all);
    }

    /** Gives every node another chance, because without them no place is left. From now on slow ones are waited for. */
    void clear() {
        excludedAtNanos.clear();
        slowNodesNeeded |= !slowNodes.isEmpty();
    }

    /** Whether without slow nodes there are too few for the replicas that a commit needs. */
    boolean slowNodesNeeded() {
        return slowNodesNeeded;
    }

    /** The names of all that were slow. */
    List<String> slowNodes() {
        return slowNodes.values().stream().sorted().toList();
    }
}
