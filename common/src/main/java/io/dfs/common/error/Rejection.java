package io.dfs.common.error;

/** Why a node was not chosen: {@code rule} is stable (for example {@code FULL}), {@code detail} has the numbers. */
public record Rejection(String node, String rule, String detail) {}
