package io.dfs.node.chunk;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a writer says of a chunk before its bytes come.
 *
 * @param lengthBytes exactly as many bytes will come
 * @param crc32c what the bytes must have; null if the writer does not know it yet
 * @param origin where the chunk came from, for rescue; empty if unknown. Never interpreted
 */
public record NewChunk(
        ChunkId chunkId,
        ClusterId clusterId,
        long lengthBytes,
        @Nullable Crc32c crc32c,
        String origin) {

    /** Longest chunk: 1 GiB. Part of chunk format v1; it also bounds the memory that a footer takes. */
    public static final long MAX_LENGTH_BYTES = 1L << 30;

    /** Longest origin, in bytes of UTF-8: a path of the greatest length, percent-encoded, and a position. */
    public static final int MAX_ORIGIN_BYTES = 16 * 1024;

    public NewChunk {
        if (lengthBytes < 0) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "the length %d is negative".formatted(lengthBytes));
        }
        if (lengthBytes > MAX_LENGTH_BYTES) {
            throw new DfsException(
                    ErrorCode.TOO_LARGE,
                    "the chunk has %d bytes; the limit is %d: split the file into smaller chunks"
                            .formatted(lengthBytes, MAX_LENGTH_BYTES));
        }
        int originBytes = origin.getBytes(StandardCharsets.UTF_8).length;
        if (originBytes > MAX_ORIGIN_BYTES) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the origin has %d bytes; the limit is %d".formatted(originBytes, MAX_ORIGIN_BYTES));
        }
    }
}
