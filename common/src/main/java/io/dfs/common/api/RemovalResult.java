package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.util.UUID;

/**
 * What became of a {@link RemovalCommand}.
 *
 * @param fileBytes what the file takes on disk; 0 if there is none
 */
public record RemovalResult(UUID removalId, ChunkId chunkId, Outcome outcome, long fileBytes, String detail) {

    public enum Outcome {
        QUARANTINED,
        RESTORED,
        UNLINKED,
        /** There is no such file, neither in service nor in quarantine. */
        ABSENT,
        /** Not done; {@code detail} says why. The command comes again. */
        FAILED
    }
}
