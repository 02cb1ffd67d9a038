package io.dfs.common.api;

/**
 * Room on a node, over all its working data directories.
 *
 * @param capacityBytes what the node may use in all
 * @param usedBytes what its chunk files take
 * @param freeBytes what it still takes, the reserve already subtracted
 */
public record NodeSpace(long capacityBytes, long usedBytes, long freeBytes) {

    public NodeSpace {
        if (capacityBytes < 0 || usedBytes < 0 || freeBytes < 0) {
            throw new IllegalArgumentException(
                    "a negative size: capacity %d, used %d, free %d".formatted(capacityBytes, usedBytes, freeBytes));
        }
    }
}
