package io.dfs.common.api;

/**
 * Ends the waiting of everything that is on its way out now: chunks that no file needs, and replicas in quarantine. Each removal
 * is still proven before it is ordered.
 *
 * @param dryRun only tell what would go
 */
public record ReleaseRequest(boolean dryRun) {}
