package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;

/** A reader's complaint: what it got from this node was not the chunk. A claim until the node has verified it. */
public record BadReplicaReport(ChunkId chunkId, NodeId nodeId, String reason) {}
