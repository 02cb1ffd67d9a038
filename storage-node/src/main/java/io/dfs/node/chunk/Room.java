package io.dfs.node.chunk;

/**
 * How full a data directory is.
 *
 * @param capacityBytes what it may use in all
 * @param usedBytes what its chunk files take
 * @param usableBytes what the file system would still take
 * @param promisedBytes declared lengths of the writes under way
 */
record Room(long capacityBytes, long usedBytes, long usableBytes, long promisedBytes) {

    /** A large disk need not keep more than this free. */
    static final long LARGEST_RESERVE_BYTES = 10L << 30;

    /**
     * Kept free, so that the file system and repairs of other kinds still work when the node is full: 5 %, or 10 GiB on
     * large disks.
     */
    long reserveBytes() {
        return reserveBytes(capacityBytes);
    }

    static long reserveBytes(long capacityBytes) {
        return Math.min(capacityBytes / 20, LARGEST_RESERVE_BYTES);
    }

    /**
     * What may still be written. Bytes of a write under way count twice for a while, as promised and as gone from the
     * file system; that errs on the safe side.
     */
    long freeBytes() {
        return Math.max(0, Math.min(capacityBytes - usedBytes, usableBytes) - reserveBytes() - promisedBytes);
    }
}
