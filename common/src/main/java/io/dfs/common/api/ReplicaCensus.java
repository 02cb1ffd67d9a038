package io.dfs.common.api;

/** How many referenced chunks want {@code replicationFactor} replicas and have {@code goodReplicas} on nodes that are not dead. */
public record ReplicaCensus(int replicationFactor, int goodReplicas, long chunks, long lengthBytes) {}
