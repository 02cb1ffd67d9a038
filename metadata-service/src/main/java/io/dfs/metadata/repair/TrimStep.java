package io.dfs.metadata.repair;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.NodeId;

/** One replica that the chunk can do without, and the proof in words. */
sealed interface TrimStep {

    NodeId nodeId();

    String why();

    /** The node moves its file to quarantine. */
    record Remove(NodeId nodeId, RemovalReason reason, String why) implements TrimStep {}

    /** There is no file any more: only the row goes. */
    record Forget(NodeId nodeId, String why) implements TrimStep {}
}
