package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;

/**
 * @param goodReplicas of its worst chunk; 0 if that can't be read at all
 * @param chunkId the worst chunk
 */
public record EndangeredFile(FilePath path, ChunkId chunkId, int goodReplicas, int replicationFactor) {}
