package io.dfs.metadata.commit;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A chunk as its receipts describe it.
 *
 * @param replicationFactor the highest of the files that use it
 * @param signedAt when registered nodes signed for it, by their clocks; the dead ones too: they may come back
 */
record WrittenChunk(ChunkId id, long lengthBytes, Crc32c crc32c, int replicationFactor, Map<NodeId, Instant> signedAt) {

    WrittenChunk {
        signedAt = Map.copyOf(signedAt);
    }

    Set<NodeId> holders() {
        return signedAt.keySet();
    }

    /** Without the word of those nodes. */
    WrittenChunk without(Set<NodeId> nodes) {
        Map<NodeId, Instant> rest = new HashMap<>(signedAt);
        rest.keySet().removeAll(nodes);
        return new WrittenChunk(id, lengthBytes, crc32c, replicationFactor, rest);
    }
}
