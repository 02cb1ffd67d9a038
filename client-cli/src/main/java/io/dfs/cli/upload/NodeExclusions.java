package io.dfs.cli.upload;

import io.dfs.common.id.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes that failed lately and are left alone for a while. Thread-safe; holds no more than the cluster has nodes. */
final class NodeExclusions {

    private final Duration length;
    private final Map<NodeId, Long> excludedAtNanos = new ConcurrentHashMap<>();

    NodeExclusions(Duration length) {
        this.length = length;
    }

    void exclude(NodeId node) {
        excludedAtNanos.put(node, System.nanoTime());
    }

    Set<NodeId> current() {
        long now = System.nanoTime();
        excludedAtNanos.values().removeIf(at -> now - at >= length.toNanos());
        return Set.copyOf(excludedAtNanos.keySet());
    }

    /** Gives every node another chance, because without them there is no room. */
    void clear() {
        excludedAtNanos.clear();
    }
}
