package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.util.UUID;

/**
 * One step on the way of a replica out of a node, or back.
 *
 * @param removalId names the removal, and the file in quarantine
 * @param reason for people: why the replica goes
 */
public record RemovalCommand(UUID removalId, ChunkId chunkId, Action action, String reason) {

    public enum Action {
        /** Move the chunk file to quarantine, durably. Without effect if it is there already. */
        QUARANTINE,
        /** Move the file back from quarantine, after reading and verifying it; not over a chunk file that is there. */
        RESTORE,
        /** Delete the file in quarantine; never one that is in service. */
        UNLINK
    }
}
