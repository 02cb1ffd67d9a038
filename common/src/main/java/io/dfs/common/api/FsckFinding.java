package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import org.jspecify.annotations.Nullable;

/**
 * @param chunkId null if the finding is about the file itself
 * @param detail what was expected and what is there
 */
public record FsckFinding(FilePath path, @Nullable ChunkId chunkId, Kind kind, String detail) {

    /** The worst first. */
    public enum Kind {
        /** The extents do not add up to the file. */
        INCONSISTENT,
        /** No good replica on a node that answers. */
        UNREADABLE,
        /** One good replica, and more are wanted. */
        ENDANGERED,
        UNDER_REPLICATED,
        MISPLACED,
        /** More replicas than wanted; harmless. */
        EXCESS,
        /** Not verified for longer than the scrub should take, or only claimed; harmless as such. */
        UNVERIFIED
    }

    /** Whether data is at risk by it. */
    public boolean isRisk() {
        return switch (kind) {
            case INCONSISTENT, UNREADABLE, ENDANGERED, UNDER_REPLICATED -> true;
            case MISPLACED, EXCESS, UNVERIFIED -> false;
        };
    }
}
