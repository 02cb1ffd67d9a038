package io.dfs.common.api;

import org.jspecify.annotations.Nullable;

/**
 * The answer to an {@link NodeDisk.Condition#EMPTY} disk.
 *
 * @param joins whether the node may make the directory its own and store chunks there
 * @param reason why it may not, with the remedy; null if it may
 */
public record DiskVerdict(
        String path, boolean joins, @Nullable String reason) {}
