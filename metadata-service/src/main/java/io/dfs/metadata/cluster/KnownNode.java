package io.dfs.metadata.cluster;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;

/**
 * What other features need to know of a registered node, as of one moment.
 *
 * @param slow whether it is far slower than others lately
 */
public record KnownNode(
        NodeAddress address, NodeHealth health, AdminState adminState, int activeTransfers, boolean slow) {

    /** A node that is as fast as others. */
    public KnownNode(NodeAddress address, NodeHealth health, AdminState adminState, int activeTransfers) {
        this(address, health, adminState, activeTransfers, false);
    }
}
