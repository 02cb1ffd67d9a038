package io.dfs.node.chunk;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import java.time.Instant;

/**
 * What a chunk file says of itself.
 *
 * @param crc32c of all the bytes
 * @param createdAt when this replica was written, by the node's clock, in milliseconds
 * @param origin see {@link NewChunk#origin()}
 */
public record StoredChunk(
        ChunkId chunkId, ClusterId clusterId, long lengthBytes, Crc32c crc32c, Instant createdAt, String origin) {

    boolean hasSameContentAs(StoredChunk other) {
        return lengthBytes == other.lengthBytes && crc32c.equals(other.crc32c);
    }
}
