package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import org.jspecify.annotations.Nullable;

/** @param next give it as {@code after} to go on; null when the last chunk has been seen */
public record RepairScan(
        int examinedChunks,
        int underReplicatedChunks,
        @Nullable ChunkId next) {}
