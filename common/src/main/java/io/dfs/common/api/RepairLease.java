package io.dfs.common.api;

import java.util.UUID;

/**
 * A claim that its worker is still busy with.
 *
 * @param fence of the claim; one that another worker has taken over since is not renewed
 */
public record RepairLease(UUID workId, long fence) {}
