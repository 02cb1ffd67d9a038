package io.dfs.metadata.node;

import io.dfs.common.api.RemovalCommand;
import io.dfs.common.id.NodeId;
import java.util.List;

/** What a node is to do next about its replicas; told with each heartbeat until the node says that it is done. */
public interface NodeCommands {

    List<RemovalCommand> commandsFor(NodeId nodeId, int limit);
}
