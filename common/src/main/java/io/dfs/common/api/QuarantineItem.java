package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replica on its way out.
 *
 * @param node the node's name
 * @param reason why it goes
 * @param unlinkAfter when the quarantine is over; null before it has begun
 * @param lastError why the last step failed; null if it did not
 */
public record QuarantineItem(
        UUID removalId,
        ChunkId chunkId,
        String node,
        long lengthBytes,
        RemovalReason reason,
        String detail,
        RemovalState state,
        Instant requestedAt,
        @Nullable Instant unlinkAfter,
        @Nullable String lastError) {

    QuarantineItem ofLength(long bytes) {
        return new QuarantineItem(
                removalId, chunkId, node, bytes, reason, detail, state, requestedAt, unlinkAfter, lastError);
    }
}
