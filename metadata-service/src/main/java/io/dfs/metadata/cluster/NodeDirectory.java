package io.dfs.metadata.cluster;

import io.dfs.common.id.NodeId;
import java.util.Map;

/** The registered nodes and how they are now, by the database's clock. */
public interface NodeDirectory {

    /** All of them: a few hundred at most. Ids that are not in it are unknown. */
    Map<NodeId, KnownNode> nodes();
}
