package io.dfs.metadata.node;

import io.dfs.common.id.NodeId;

/** Forgets what is recorded of a node that is removed, and writes down what that was. */
public interface ForgottenReplicas {

    /** Within the caller's transaction: up to {@code limit} of its replicas; how many. */
    int forget(NodeId node, int limit);
}
