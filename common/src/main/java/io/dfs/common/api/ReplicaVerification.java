package io.dfs.common.api;

import io.dfs.common.id.ChunkId;

/** A node's own finding on one of its replicas. */
public record ReplicaVerification(ChunkId chunkId, Finding finding, String detail) {

    public enum Finding {
        GOOD,
        CORRUPT,
        MISSING
    }
}
