package io.dfs.common.api;

/** The copy is made; {@code receipt} is the target's. */
public record RepairCompletion(long fence, String receipt) {}
