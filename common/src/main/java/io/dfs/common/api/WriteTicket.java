package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.List;

/** Permission to write one new chunk to each of {@code nodes}; {@code token} goes into the Authorization header. */
public record WriteTicket(
        ChunkId chunkId, long maxLengthBytes, List<NodeAddress> nodes, String token, Instant expiresAt) {}
