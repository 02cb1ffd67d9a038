package io.dfs.metadata.fsck;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;

/** An extent and the chunk that it lies on. */
record ExtentFacts(
        int position,
        ChunkId chunkId,
        long chunkOffset,
        long lengthBytes,
        Crc32c crc32c,
        long chunkLengthBytes,
        Crc32c chunkCrc32c,
        int chunkReplicationFactor) {}
