package io.dfs.metadata.repair;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A chunk to be repaired.
 *
 * @param attempts failed ones, since the last success
 * @param claimed whether somebody has it, even if the claim is too old to keep others away
 * @param source and {@code target}: of the last attempt
 */
record WorkItem(
        UUID id,
        ChunkId chunkId,
        long fence,
        int attempts,
        boolean claimed,
        @Nullable NodeId source,
        @Nullable NodeId target) {

    boolean failedFrom(NodeId node) {
        return attempts > 0 && node.equals(source);
    }

    boolean failedTo(NodeId node) {
        return attempts > 0 && node.equals(target);
    }
}
