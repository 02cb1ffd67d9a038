package io.dfs.metadata.node;

import io.dfs.common.id.ChunkId;
import java.util.List;

/** Is told of chunks that have just lost a replica, within the transaction that records the loss. */
public interface LostReplicas {

    void lost(List<ChunkId> chunkIds);
}
