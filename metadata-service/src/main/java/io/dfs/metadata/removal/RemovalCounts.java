package io.dfs.metadata.removal;

/** Removals by how far they are. {@code inQuarantine} are all whose file is off the service and still there. */
public record RemovalCounts(long requested, long inQuarantine, long inQuarantineBytes) {}
