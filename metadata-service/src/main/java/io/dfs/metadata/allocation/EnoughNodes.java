package io.dfs.metadata.allocation;

import io.dfs.common.api.AdminState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import io.dfs.metadata.node.NodeView;
import java.util.Collection;
import java.util.List;

/** Whether the cluster has as many nodes as replicas are asked for, however they are just now. */
public final class EnoughNodes {

    private EnoughNodes() {}

    public static void require(int replicationFactor, Collection<NodeView> known) {
        List<NodeView> drained = known.stream()
                .filter(node -> node.adminState() == AdminState.DRAINED)
                .toList();
        int usable = known.size() - drained.size();
        if (replicationFactor > usable) {
            throw new DfsException(
                    ErrorCode.REPLICATION_UNAVAILABLE,
                    "replication %d was asked for and the cluster has %s"
                            .formatted(replicationFactor, whatThereIs(usable)),
                    drained.stream()
                            .map(node -> new Rejection(node.address().name(), "DRAINED", "has been drained"))
                            .toList());
        }
    }

    private static String whatThereIs(int usable) {
        return switch (usable) {
            case 0 -> "no nodes: add nodes";
            case 1 -> "1 node: add nodes, or ask for 1";
            default -> "%d nodes: add nodes, or ask for at most %d".formatted(usable, usable);
        };
    }
}
