package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of all that a node holds: every chunk in service with an id above {@code after} and up to {@code through}, in
 * ascending order of the ids (unsigned, as 16 bytes).
 *
 * @param epoch of the node's registration
 * @param startedAt from {@link ChunkReportStart}
 * @param after null in the first page
 * @param through null in the last page
 * @param failing those of the chunks whose data directory has failed; null from nodes of an older version
 * @param quarantined files in quarantine whose chunk ids lie in the same range
 */
public record ChunkReportPage(
        long epoch,
        UUID reportId,
        Instant startedAt,
        @Nullable ChunkId after,
        @Nullable ChunkId through,
        List<ChunkId> chunks,
        @Nullable List<ChunkId> failing,
        List<QuarantinedFile> quarantined) {

    public ChunkReportPage {
        chunks = List.copyOf(chunks);
        failing = failing == null ? List.of() : List.copyOf(failing);
        quarantined = List.copyOf(quarantined);
    }
}
