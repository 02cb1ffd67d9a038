package io.dfs.common.token;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.time.Instant;

/** A node's word that it holds these bytes of a chunk durably (file and directory fsynced, I-2). */
public record Receipt(
        ClusterId clusterId, ChunkId chunkId, NodeId nodeId, long lengthBytes, Crc32c crc32c, Instant issuedAt) {}
