package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import org.jspecify.annotations.Nullable;

/** Compare the next {@code limit} chunks after {@code after} (from the first one if null) with their replication factor. */
public record RepairScanRequest(@Nullable ChunkId after, int limit) {}
