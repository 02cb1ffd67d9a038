package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.UUID;

/** A file in a node's quarantine. {@code since} is by the node's clock. */
public record QuarantinedFile(UUID removalId, ChunkId chunkId, long fileBytes, Instant since) {}
