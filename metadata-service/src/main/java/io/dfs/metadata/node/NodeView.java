package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.placement.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * A node as it is at one moment.
 *
 * @param adminState the one in effect: a maintenance whose time is over is none
 * @param hasReported whether it has told what it holds since it came, or came back, and since the database was restored. Until
 *     then what is recorded of it is good to read from, and proves nothing (I-4)
 * @param slow whether it is far slower than others lately
 * @param diskFailed whether it reports a data directory that it does not write to now
 */
public record NodeView(
        NodeAddress address,
        NodeHealth health,
        AdminState adminState,
        NodeSpace space,
        int activeTransfers,
        boolean hasReported,
        @Nullable String writeRefusal,
        long clockSkewMillis,
        boolean slow,
        boolean diskFailed) {

    /** A node that takes chunks and is as fast as others. */
    public NodeView(
            NodeAddress address,
            NodeHealth health,
            AdminState adminState,
            NodeSpace space,
            int activeTransfers,
            boolean hasReported) {
        this(address, health, adminState, space, activeTransfers, hasReported, null, 0, false, false);
    }

    public Candidate candidate(Candidate.Standing standing) {
        Candidate.Standing known = slow && standing == Candidate.Standing.FREE ? Candidate.Standing.SLOW : standing;
        return new Candidate(
                address,
                health,
                adminState,
                space.capacityBytes(),
                space.freeBytes(),
                activeTransfers,
                writeRefusal,
                clockSkewMillis,
                known);
    }

    /** Whether its replicas count: a dead node's are lost as far as anybody knows, a draining one's are to go. */
    public boolean keepsReplicas() {
        return health != NodeHealth.DEAD
                && switch (adminState) {
                    case IN_SERVICE, MAINTENANCE -> true;
                    case DRAINING, DRAINED -> false;
                };
    }

    KnownNode known() {
        return new KnownNode(address, health, adminState, activeTransfers, slow);
    }
}
