package io.dfs.common.api;

/** Replicas by how long ago their bytes were read or written and found right. */
public record VerifiedAges(long within30Days, long older, long claimedOnly) {}
