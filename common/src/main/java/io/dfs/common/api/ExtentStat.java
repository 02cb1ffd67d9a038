package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.util.List;

/** {@code position} counts a file's extents from 0. */
public record ExtentStat(
        int position, ChunkId chunkId, long chunkOffset, long lengthBytes, Crc32c crc32c, List<ReplicaStat> replicas) {}
