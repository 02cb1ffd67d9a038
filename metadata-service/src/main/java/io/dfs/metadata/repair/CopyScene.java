package io.dfs.metadata.repair;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import java.util.Map;

/** The cluster at the moment in which copies are handed out. */
record CopyScene(Map<NodeId, NodeView> nodes, CopiesUnderWay underWay, NodeLoads loads) {}
