package io.dfs.common.api;

/** The copy failed; the item is tried again later, with the error on it. */
public record RepairFailure(long fence, String error) {}
