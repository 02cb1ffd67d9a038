package io.dfs.metadata.report;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replica that should be on the node.
 *
 * @param verifiedAt null if it was never read
 * @param observedAt as of when its state is known; null since a commit
 */
record RecordedReplica(
        ChunkId chunkId,
        @Nullable Instant verifiedAt,
        @Nullable Instant observedAt) {

    /** Whether nothing has been found out about it since. */
    boolean isOlderThan(Instant time) {
        return (verifiedAt == null || verifiedAt.isBefore(time)) && (observedAt == null || observedAt.isBefore(time));
    }
}
