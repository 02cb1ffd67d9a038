package io.dfs.metadata.repair;

import io.dfs.common.id.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The load that copies put on nodes: those that are claimed, and those that are being handed out. */
final class CopiesUnderWay {

    private final Map<NodeId, Integer> bySource = new HashMap<>();
    private final Map<NodeId, Integer> byTarget = new HashMap<>();
    private final Map<NodeId, Long> bytesByTarget = new HashMap<>();
    private final Map<NodeId, Long> bytesByRetired = new HashMap<>();

    /** @param retire the node that hands its replica on; null if the copy is no move */
    void add(NodeId source, NodeId target, @Nullable NodeId retire, long lengthBytes) {
        bySource.merge(source, 1, Integer::sum);
        byTarget.merge(target, 1, Integer::sum);
        bytesByTarget.merge(target, lengthBytes, Long::sum);
        if (retire != null) {
            bytesByRetired.merge(retire, lengthBytes, Long::sum);
        }
    }

    int from(NodeId source) {
        return bySource.getOrDefault(source, 0);
    }

    int to(NodeId target) {
        return byTarget.getOrDefault(target, 0);
    }

    long bytesTo(NodeId target) {
        return bytesByTarget.getOrDefault(target, 0L);
    }

    /** What the node will have less when the moves are done. */
    long bytesRetiredBy(NodeId node) {
        return bytesByRetired.getOrDefault(node, 0L);
    }
}
