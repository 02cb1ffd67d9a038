package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a file's chunks are where they are.
 *
 * @param next give it as {@code from} to go on; null at the end
 */
public record Explanation(
        FilePath path,
        int replicationFactor,
        List<ChunkExplanation> chunks,
        @Nullable Integer next) {

    public Explanation {
        chunks = List.copyOf(chunks);
    }
}
