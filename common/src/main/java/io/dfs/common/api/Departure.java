package io.dfs.common.api;

/** A node stops in good order and will be back: it is not taken for dead for a while. */
public record Departure(long epoch) {}
