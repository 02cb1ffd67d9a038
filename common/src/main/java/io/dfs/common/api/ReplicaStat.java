package io.dfs.common.api;

/** @param node the node's name */
public record ReplicaStat(String node, String zone, NodeHealth health, ReplicaState state) {}
