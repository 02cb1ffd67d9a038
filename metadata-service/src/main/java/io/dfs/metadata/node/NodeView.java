package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.placement.Candidate;

/** A node as it is at one moment. */
public record NodeView(
        NodeAddress address, NodeHealth health, AdminState adminState, NodeSpace space, int activeTransfers) {

    public Candidate candidate(Candidate.Standing standing) {
        return new Candidate(
                address, health, adminState, space.capacityBytes(), space.freeBytes(), activeTransfers, standing);
    }

    /** Whether its replicas count: a dead node's are lost as far as anybody knows, a drained one's are to go. */
    public boolean keepsReplicas() {
        return health != NodeHealth.DEAD && adminState != AdminState.DRAINED;
    }

    KnownNode known() {
        return new KnownNode(address, health, adminState, activeTransfers);
    }
}
