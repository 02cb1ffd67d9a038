package io.dfs.common.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a node is far slower than others, as clients or the comparison of the nodes' disks have found lately.
 *
 * @param since when that was first found
 * @param reporters clients that say so
 * @param bytesPerSecond what the node gave or took for the one that fared best
 * @param othersBytesPerSecond what others gave or took, for the one that fared worst
 * @param measured what the comparison of the disks has found, a sentence with figures; null if only clients say so
 */
public record SlowNode(
        Instant since,
        int reporters,
        long bytesPerSecond,
        long othersBytesPerSecond,
        @Nullable String measured) {}
