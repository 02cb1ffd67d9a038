package io.dfs.metadata.commit;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.Set;

/**
 * A chunk as its receipts describe it.
 *
 * @param replicationFactor the highest of the files that use it
 * @param holders registered nodes that have signed for it, the dead ones too: they may come back
 * @param liveHolders those that count now
 */
record WrittenChunk(
        ChunkId id,
        long lengthBytes,
        Crc32c crc32c,
        int replicationFactor,
        Set<NodeId> holders,
        Set<NodeId> liveHolders) {

    WrittenChunk {
        holders = Set.copyOf(holders);
        liveHolders = Set.copyOf(liveHolders);
    }
}
