package io.dfs.cli.upload;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;

/**
 * How a stream of unknown length is cut: each tenth of the chunks that a file may have is of twice the size of the one before,
 * up to the largest size. So usual streams have chunks of the size that was asked for, and long ones fit all the same.
 *
 * @param firstBytes size of the first chunks
 * @param largestBytes size that no chunk exceeds
 */
record StreamPlan(long firstBytes, long largestBytes, int maxChunks) {

    private static final int STEPS = 10;

    StreamPlan {
        if (firstBytes < 1 || largestBytes < firstBytes || maxChunks < 1) {
            throw new IllegalArgumentException("first %d, largest %d, at most %d chunks make no sense"
                    .formatted(firstBytes, largestBytes, maxChunks));
        }
    }

    static StreamPlan of(UploadOptions options) {
        return new StreamPlan(
                options.chunkSizeBytes(),
                options.cluster().maxChunkSizeBytes(),
                options.cluster().maxExtentsPerFile());
    }

    long sizeOf(int index) {
        long size = firstBytes;
        for (int doublings = index / chunksPerStep(); doublings > 0 && size < largestBytes; doublings--) {
            size = Math.min(largestBytes, size * 2);
        }
        return size;
    }

    /** What a file of so many chunks has for its chunk size: the size that none of them exceeds. */
    long chunkSizeOf(int chunks) {
        return sizeOf(Math.max(0, chunks - 1));
    }

    /** How long a stream may be. */
    long capacityBytes() {
        long capacity = 0;
        for (int index = 0; index < maxChunks; index++) {
            capacity += sizeOf(index);
        }
        return capacity;
    }

    DfsException tooLong(String name) {
        return new DfsException(
                ErrorCode.TOO_LARGE,
                "%s is longer than the %s that fit in %d chunks if the first are of %s: give a larger --chunk-size"
                        .formatted(name, ByteSize.format(capacityBytes()), maxChunks, ByteSize.format(firstBytes)));
    }

    private int chunksPerStep() {
        return Math.max(1, maxChunks / STEPS);
    }
}
