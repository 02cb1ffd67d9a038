package io.dfs.common.api;

import io.dfs.common.id.ClusterId;

/** Which cluster this is, and the limits a client must keep to. */
public record ClusterInfo(
        ClusterId clusterId,
        String version,
        int defaultReplicationFactor,
        int maxReplicationFactor,
        long defaultChunkSizeBytes,
        long minChunkSizeBytes,
        long maxChunkSizeBytes,
        int maxExtentsPerFile,
        int maxFilesPerCommit,
        int maxTicketsPerAllocation) {}
