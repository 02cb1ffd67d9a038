package io.dfs.metadata.removal;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;

/** A chunk on a node. */
public record ReplicaKey(ChunkId chunkId, NodeId nodeId) {}
