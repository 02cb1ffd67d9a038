package io.dfs.common.api;

import java.util.List;

public record NodeList(List<NodeStatus> nodes) {}
