package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;

/** A run of a file's bytes: {@code lengthBytes} bytes of the chunk from {@code chunkOffset}, and their CRC32C. */
public record ExtentCommit(ChunkId chunkId, long chunkOffset, long lengthBytes, Crc32c crc32c) {}
