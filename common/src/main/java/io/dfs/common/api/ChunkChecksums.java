package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.util.List;

/** The checksums in a chunk file's footer. A reader trusts them only if they combine to the CRC32C in the metadata. */
public record ChunkChecksums(
        ChunkId chunkId, long lengthBytes, Crc32c crc32c, int blockSizeBytes, List<Crc32c> blocks) {}
