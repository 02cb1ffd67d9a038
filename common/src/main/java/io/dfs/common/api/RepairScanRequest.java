package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Compare the next {@code limit} chunks after {@code after} (from the first one if null) with what they should have.
 *
 * @param node only chunks with a replica on this node; null for all
 */
public record RepairScanRequest(
        @Nullable ChunkId after, int limit, @Nullable NodeId node) {}
