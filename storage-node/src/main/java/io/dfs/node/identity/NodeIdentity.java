package io.dfs.node.identity;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who this node is.
 *
 * @param nodeId bound to the data directories. It changes when the first of them appears only after the start of the node.
 * @param cluster the cluster that the data directories belong to; gives null before the first registration
 */
public record NodeIdentity(Supplier<NodeId> nodeId, String name, String zone, Supplier<@Nullable ClusterId> cluster) {

    public NodeId id() {
        return nodeId.get();
    }

    /** @throws DfsException {@link ErrorCode#UNAVAILABLE} before the first registration */
    public ClusterId clusterId() {
        ClusterId joined = cluster.get();
        if (joined == null) {
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "node %s has not joined a cluster yet: it waits for the metadata service".formatted(name));
        }
        return joined;
    }
}
