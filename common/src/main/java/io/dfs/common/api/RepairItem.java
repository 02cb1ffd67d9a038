package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A work item.
 *
 * @param file a file that has an extent on the chunk; null if none is found
 * @param attempts failed ones since the last success
 * @param source and {@code target}: names of the nodes of the last attempt
 */
public record RepairItem(
        UUID workId,
        RepairClass repairClass,
        ChunkId chunkId,
        long lengthBytes,
        @Nullable FilePath file,
        String reason,
        int attempts,
        Instant createdAt,
        Instant nextAttemptAt,
        @Nullable String claimedBy,
        @Nullable Instant claimedUntil,
        @Nullable String source,
        @Nullable String target,
        @Nullable String lastError) {

    RepairItem ofLength(long bytes) {
        return new RepairItem(
                workId,
                repairClass,
                chunkId,
                bytes,
                file,
                reason,
                attempts,
                createdAt,
                nextAttemptAt,
                claimedBy,
                claimedUntil,
                source,
                target,
                lastError);
    }
}
