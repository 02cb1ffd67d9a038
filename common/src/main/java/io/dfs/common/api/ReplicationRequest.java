package io.dfs.common.api;

/** Sets a file's replication factor. The replicas follow by themselves. */
public record ReplicationRequest(int replicationFactor) {}
