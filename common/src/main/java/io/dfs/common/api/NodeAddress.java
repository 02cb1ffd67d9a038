package io.dfs.common.api;

import io.dfs.common.id.NodeId;

/** Where a storage node is reached: {@code url} is its advertised one, without a slash at the end. */
public record NodeAddress(NodeId id, String name, String zone, String url) {}
