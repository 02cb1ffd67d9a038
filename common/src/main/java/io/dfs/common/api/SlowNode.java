package io.dfs.common.api;

import java.time.Instant;

/**
 * That a node is far slower than others, as several clients have found lately.
 *
 * @param since when the first of them said so
 * @param bytesPerSecond what the node gave or took for the one that fared best
 * @param othersBytesPerSecond what others gave or took, for the one that fared worst
 */
public record SlowNode(Instant since, int reporters, long bytesPerSecond, long othersBytesPerSecond) {}
