package io.dfs.common.checksum;

import java.util.Arrays;

/**
 * The CRC32C of every 64 KiB block of a run of bytes (the last block may be shorter), and from them the CRC32C of all.
 * The checksum of the whole is combined from the blocks', so bytes pass through the CRC once.
 */
@SuppressWarnings(
        "ArrayRecordComponent") // 16,384 boxed checksums for a chunk of 1 GiB would be a waste; equals is ours
public record BlockChecksums(long lengthBytes, int[] blocks) {

    /** Bytes per block: {@value}. Part of chunk format v1. */
    public static final int BLOCK_SIZE_BYTES = 64 * 1024;

    public BlockChecksums {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("lengthBytes < 0: " + lengthBytes);
        }
        if (blocks.length != blockCount(lengthBytes)) {
            throw new IllegalArgumentException("%d block checksums do not cover %d bytes, which are %d blocks"
                    .formatted(blocks.length, lengthBytes, blockCount(lengthBytes)));
        }
    }

    public static int blockCount(long lengthBytes) {
        return Math.toIntExact((lengthBytes + BLOCK_SIZE_BYTES - 1) / BLOCK_SIZE_BYTES);
    }

    public int blockLengthBytes(int block) {
        return (int) Math.min(BLOCK_SIZE_BYTES, lengthBytes - (long) block * BLOCK_SIZE_BYTES);
    }

    public Crc32c block(int block) {
        return new Crc32c(blocks[block]);
    }

    /** The CRC32C of all the bytes. */
    public Crc32c whole() {
        Crc32c whole = Crc32c.EMPTY;
        for (int block = 0; block < blocks.length; block++) {
            whole = whole.append(block(block), blockLengthBytes(block));
        }
        return whole;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockChecksums(long length, int[] checksums)
                && length == lengthBytes
                && Arrays.equals(checksums, blocks);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(lengthBytes) + Arrays.hashCode(blocks);
    }

    @Override
    public String toString() {
        return "BlockChecksums[lengthBytes=%d, blocks=%d, whole=%s]".formatted(lengthBytes, blocks.length, whole());
    }
}
