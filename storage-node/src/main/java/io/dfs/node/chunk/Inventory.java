package io.dfs.node.chunk;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.id.ChunkId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what the store holds, in ascending order of the chunk ids.
 *
 * @param through all chunks up to this id are in it; null: all to the end
 * @param chunks in service
 * @param failing those of the chunks that lie only in data directories that have failed
 * @param quarantined files in quarantine whose chunk ids lie in the same range
 */
public record Inventory(
        @Nullable ChunkId through, List<ChunkId> chunks, List<ChunkId> failing, List<QuarantinedFile> quarantined) {

    public Inventory {
        chunks = List.copyOf(chunks);
        failing = List.copyOf(failing);
        quarantined = List.copyOf(quarantined);
    }
}
