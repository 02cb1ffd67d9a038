package io.dfs.common.api;

import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodePublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node presents itself, at each start. Repeating it changes nothing.
 *
 * @param clusterId the cluster its data directories belong to; null when they are new
 * @param advertisedUrl where clients and other nodes reach it
 * @param publicKey of the key that the node has in its data directories; the first one that comes is bound to the node's id
 * @param disks every configured data directory, and every remembered one that is gone; null from a node of an older version
 */
public record NodeRegistration(
        NodeId nodeId,
        String name,
        @Nullable ClusterId clusterId,
        String advertisedUrl,
        String zone,
        String version,
        NodeSpace space,
        NodePublicKey publicKey,
        @Nullable List<NodeDisk> disks) {

    public NodeRegistration {
        disks = disks == null ? null : List.copyOf(disks);
    }
}
