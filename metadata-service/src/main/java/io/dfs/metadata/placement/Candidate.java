package io.dfs.metadata.placement;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import org.jspecify.annotations.Nullable;

/**
 * A node as placement sees it: what it is, how it does, and how it stands to the chunk in question.
 *
 * @param writeRefusal why it can take no chunk now, by its own word; null if it can
 * @param clockSkewMillis its clock minus the service's
 */
public record Candidate(
        NodeAddress address,
        NodeHealth health,
        AdminState adminState,
        long capacityBytes,
        long freeBytes,
        int activeTransfers,
        @Nullable String writeRefusal,
        long clockSkewMillis,
        Standing standing) {

    /** How a node stands to the chunk that is to be placed. */
    public enum Standing {
        /** Has nothing to do with it. */
        FREE,
        /** Has a damaged or lost replica, which a new one may replace; taken after FREE nodes of an equally good zone. */
        HOLDS_BAD_REPLICA,
        /** Far slower than others lately; taken after FREE nodes of an equally good zone. */
        SLOW,
        /** Failed to take the chunk at the last attempt; taken when there is no one else. */
        FAILED_BEFORE,
        /** Has a replica, so it gets no second one (I-5). */
        HOLDER,
        /** Is to give a file of the chunk away and has not done so yet: a new one would go with it. */
        LEAVING,
        /** Someone asked to leave it out. */
        EXCLUDED,
        /** Has as many copies under way as it may have. */
        BUSY
    }

    public Candidate as(Standing standing) {
        return with(freeBytes, standing);
    }

    /** The same node with so much less room, because it has just been promised to someone. */
    public Candidate promised(long lengthBytes) {
        long left = Math.max(0, freeBytes - lengthBytes);
        return with(left, standing);
    }

    private Candidate with(long left, Standing other) {
        return new Candidate(
                address,
                health,
                adminState,
                capacityBytes,
                left,
                activeTransfers,
                writeRefusal,
                clockSkewMillis,
                other);
    }
}
