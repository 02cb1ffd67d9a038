package io.dfs.cli.upload;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;

/** How a file is cut: chunks of {@code chunkSizeBytes}, the last one shorter. An empty file has none. */
record ChunkPlan(long lengthBytes, long chunkSizeBytes) {

    private static final long MEBIBYTE = 1 << 20;

    ChunkPlan {
        if (lengthBytes < 0 || chunkSizeBytes < 1) {
            throw new IllegalArgumentException(
                    "lengthBytes %d < 0 or chunkSizeBytes %d < 1".formatted(lengthBytes, chunkSizeBytes));
        }
    }

    /** With the wished chunk size, raised to a whole MiB where the file would have more than {@code maxChunks}. */
    static ChunkPlan of(long lengthBytes, long wishedChunkSizeBytes, int maxChunks, long maxChunkSizeBytes) {
        long least = ceilDiv(lengthBytes, maxChunks);
        if (least <= wishedChunkSizeBytes) {
            return new ChunkPlan(lengthBytes, wishedChunkSizeBytes);
        }
        long raised = Math.min(maxChunkSizeBytes, ceilDiv(least, MEBIBYTE) * MEBIBYTE);
        if (ceilDiv(lengthBytes, raised) > maxChunks) {
            throw new DfsException(
                    ErrorCode.TOO_LARGE,
                    "a file of %s does not fit in %d chunks of %s, the largest: split it"
                            .formatted(ByteSize.format(lengthBytes), maxChunks, ByteSize.format(maxChunkSizeBytes)));
        }
        return new ChunkPlan(lengthBytes, raised);
    }

    int chunkCount() {
        return Math.toIntExact(ceilDiv(lengthBytes, chunkSizeBytes));
    }

    long offsetOf(int index) {
        return index * chunkSizeBytes;
    }

    long lengthOf(int index) {
        return Math.min(chunkSizeBytes, lengthBytes - offsetOf(index));
    }

    private static long ceilDiv(long dividend, long divisor) {
        return Math.ceilDiv(dividend, divisor);
    }
}
