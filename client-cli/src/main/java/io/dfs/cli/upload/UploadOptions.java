package io.dfs.cli.upload;

import io.dfs.common.api.ClusterInfo;
import io.dfs.common.api.Precondition;

/**
 * How to upload, with the cluster's defaults and limits filled in.
 *
 * @param parallel chunks in flight
 * @param relay whether the first node passes each chunk on
 * @param packBelowBytes files up to this size share chunks
 */
record UploadOptions(
        ClusterInfo cluster,
        long chunkSizeBytes,
        int replicationFactor,
        boolean overwrite,
        int parallel,
        boolean relay,
        long packBelowBytes) {

    /** A pack's member is read into memory whole. */
    private static final long MAX_PACKED_BYTES = 1 << 20;

    static UploadOptions of(
            ClusterInfo cluster,
            long chunkSizeBytes,
            int replicationFactor,
            boolean overwrite,
            int parallel,
            boolean relay) {
        long packBelow = Math.min(MAX_PACKED_BYTES, chunkSizeBytes / 2);
        return new UploadOptions(cluster, chunkSizeBytes, replicationFactor, overwrite, parallel, relay, packBelow);
    }

    Precondition precondition() {
        return overwrite ? Precondition.NONE : Precondition.ABSENT;
    }

    ChunkPlan plan(long lengthBytes) {
        return ChunkPlan.of(lengthBytes, chunkSizeBytes, cluster.maxExtentsPerFile(), cluster.maxChunkSizeBytes());
    }
}
