package io.dfs.metadata.removal;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replica on its way out: a row of table {@code removal}.
 *
 * @param detail the proof, for people: why it may go
 * @param releasedBy who ended its quarantine; null if no one did
 * @param changedAt since when it is in this state
 */
record Removal(
        UUID id,
        ChunkId chunkId,
        NodeId nodeId,
        long lengthBytes,
        RemovalReason reason,
        String detail,
        RemovalState state,
        Instant requestedAt,
        Instant changedAt,
        @Nullable String lastError,
        @Nullable String releasedBy) {}
