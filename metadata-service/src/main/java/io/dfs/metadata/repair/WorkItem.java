package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that gets a replica.
 *
 * @param repairClass as it was when the item was last looked at
 * @param attempts failed ones, since the last success
 * @param claimed whether someone has it, even if the claim is too old to keep others away
 * @param source and {@code target}: of the last attempt; of a move that no one has tried yet, {@code target} is where it
 *     was planned to go
 * @param retire the node that hands its replica on, if this is a move
 */
record WorkItem(
        UUID id,
        Kind kind,
        RepairClass repairClass,
        ChunkId chunkId,
        long fence,
        int attempts,
        boolean claimed,
        @Nullable NodeId source,
        @Nullable NodeId target,
        @Nullable NodeId retire) {

    /** Stored. */
    enum Kind {
        /** A replica is short. */
        REPAIR,
        /** No replica is short; one goes to a better place. */
        MOVE
    }

    boolean failedFrom(NodeId node) {
        return attempts > 0 && node.equals(source);
    }

    boolean failedTo(NodeId node) {
        return attempts > 0 && node.equals(target);
    }
}
