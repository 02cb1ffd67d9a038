package io.dfs.common.api;

/**
 * Which disk of a node a decision is about.
 *
 * @param disk its id or the beginning of it, or its path
 * @param force also if chunks have no other copy
 */
public record DiskRequest(String disk, boolean force) {}
