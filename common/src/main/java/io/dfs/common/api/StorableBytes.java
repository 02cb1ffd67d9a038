package io.dfs.common.api;

/**
 * What can still be stored at the default replication factor: each byte that many times, on as many different nodes.
 *
 * @param replicationFactor the default one
 * @param nodes that take chunks now
 * @param knownNodes that may take chunks again: all but drained ones
 * @param bytes of files, however they are cut; 0 if there are fewer such nodes than the factor
 */
public record StorableBytes(int replicationFactor, int nodes, int knownNodes, long bytes) {}
