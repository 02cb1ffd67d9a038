package io.dfs.metadata.removal;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;

/**
 * A replica that is to go.
 *
 * @param detail the proof, for people: why it may go
 */
public record RemovalRequest(ChunkId chunkId, NodeId nodeId, long lengthBytes, RemovalReason reason, String detail) {}
