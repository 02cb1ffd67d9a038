package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for places for {@code count} new chunks of at most {@code lengthBytes} each; or, with {@code chunkId}, for the
 * places that one chunk still lacks after a node failed under it.
 *
 * @param excludedNodes nodes that failed the caller just now
 * @param chunkId the chunk that lacks replicas; {@code count} is then 1
 * @param holders the nodes that have the chunk already; they are not chosen again and their zones are avoided
 * @param ticket the WRITE ticket that the caller was given for {@code chunkId}: no one gets places for a chunk of someone else
 */
public record AllocationRequest(
        int count,
        long lengthBytes,
        int replicationFactor,
        @Nullable Set<NodeId> excludedNodes,
        @Nullable ChunkId chunkId,
        @Nullable Set<NodeId> holders,
        @Nullable String ticket) {

    public AllocationRequest {
        excludedNodes = excludedNodes == null ? Set.of() : Set.copyOf(excludedNodes);
        holders = holders == null ? Set.of() : Set.copyOf(holders);
    }

    public static AllocationRequest newChunks(
            int count, long lengthBytes, int replicationFactor, Set<NodeId> excludedNodes) {
        return new AllocationRequest(count, lengthBytes, replicationFactor, excludedNodes, null, null, null);
    }

    public static AllocationRequest morePlaces(
            ChunkId chunkId,
            String ticket,
            long lengthBytes,
            int replicationFactor,
            Set<NodeId> holders,
            Set<NodeId> excludedNodes) {
        return new AllocationRequest(1, lengthBytes, replicationFactor, excludedNodes, chunkId, holders, ticket);
    }
}
