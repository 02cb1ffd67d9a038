package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.UUID;

/**
 * One step in the life of a replica's end. Never changed, kept for a year.
 *
 * @param node the node's name, or its id if it is no longer known
 */
public record LedgerEntry(
        UUID id,
        Instant at,
        ChunkId chunkId,
        String node,
        UUID removalId,
        Step step,
        RemovalReason reason,
        String detail) {

    public enum Step {
        REQUESTED,
        QUARANTINED,
        UNLINKING,
        UNLINKED,
        RESTORING,
        RESTORED,
        /** The node had no such file. */
        ABSENT,
        /** Only what was recorded is gone: the node was removed from the cluster, and the file stays on its disks. */
        FORGOTTEN
    }
}
