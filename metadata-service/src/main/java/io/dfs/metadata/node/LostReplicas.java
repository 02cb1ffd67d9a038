package io.dfs.metadata.node;

import io.dfs.common.id.ChunkId;
import java.util.List;

/**
 * Is told of chunks that have fewer replicas than they should, because one was lost or never made, within the transaction
 * that records it. What is there by then is looked at again, so to tell too much does no harm.
 */
public interface LostReplicas {

    void lost(List<ChunkId> chunkIds);
}
