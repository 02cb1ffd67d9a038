package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.util.List;

/**
 * @param fileOffset where in the file the extent begins
 * @param crc32c of the extent's bytes
 * @param chunkLengthBytes and {@code chunkCrc32c}: of the whole chunk, against which a node's block checksums are checked; 0 and
 *     the checksum of no bytes where the chunk has bytes of other files, which are not the reader's business
 * @param token the read ticket, good on every node of {@code replicas}
 * @param replicas in the order to try; empty if no replica can be read now
 */
public record ExtentLocation(
        int position,
        long fileOffset,
        ChunkId chunkId,
        long chunkOffset,
        long lengthBytes,
        Crc32c crc32c,
        long chunkLengthBytes,
        Crc32c chunkCrc32c,
        String token,
        List<NodeAddress> replicas) {}
