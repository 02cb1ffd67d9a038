package io.dfs.metadata.cluster;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;

/** What other features need to know of a registered node, as of one moment. */
public record KnownNode(NodeAddress address, NodeHealth health, AdminState adminState, int activeTransfers) {}
