package io.dfs.cli.download;

import io.dfs.common.checksum.BlockChecksums;

/** Whole blocks of a chunk, from {@code first} to {@code last}, which are {@code lengthBytes} bytes. */
record BlockSpan(int first, int last, long startBytes, long lengthBytes) {

    /** The fewest blocks that have all the bytes. */
    static BlockSpan covering(long offset, long lengthBytes, long chunkLengthBytes) {
        int size = BlockChecksums.BLOCK_SIZE_BYTES;
        int first = Math.toIntExact(offset / size);
        int last = Math.toIntExact((offset + lengthBytes - 1) / size);
        long start = (long) first * size;
        long end = Math.min(chunkLengthBytes, (last + 1L) * size);
        return new BlockSpan(first, last, start, end - start);
    }
}
