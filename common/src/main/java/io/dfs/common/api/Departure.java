package io.dfs.common.api;

/** A node stops properly and will be back: it is not taken for dead for a while. */
public record Departure(long epoch) {}
