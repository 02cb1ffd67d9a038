package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;

/** A node's answer to a durable write: what it holds, and its signed word ({@code token}) for the commit. */
public record NodeReceipt(ChunkId chunkId, NodeId nodeId, long lengthBytes, Crc32c crc32c, String token) {}
