package io.dfs.common.api;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;

/** A node that a relayed write did not reach. */
public record NodeFailure(NodeId nodeId, ErrorCode code, String detail) {}
