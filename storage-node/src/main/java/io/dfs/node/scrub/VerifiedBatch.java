package io.dfs.node.scrub;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.error.DfsException;
import io.dfs.common.id.NodeId;
import io.dfs.node.registration.TimedFinding;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replicas found good and not yet told. Not thread-safe. */
final class VerifiedBatch {

    private static final Logger LOG = LoggerFactory.getLogger(VerifiedBatch.class);

    /** Told in one call. */
    static final int PER_CALL = 500;

    /** Of more than these the oldest are dropped: they are read again in the next round. */
    static final int LIMIT = 5_000;

    private final MetadataApi metadata;
    private final Supplier<NodeId> nodeId;
    private final LongSupplier nanoTime;
    private final Deque<TimedFinding> untold = new ArrayDeque<>();
    private int addedSinceTold;
    private boolean failing;

    VerifiedBatch(MetadataApi metadata, Supplier<NodeId> nodeId, LongSupplier nanoTime) {
        this.metadata = metadata;
        this.nodeId = nodeId;
        this.nanoTime = nanoTime;
    }

    void add(ReplicaVerification good) {
        if (untold.size() == LIMIT) {
            untold.removeFirst();
        }
        untold.addLast(new TimedFinding(good, nanoTime.getAsLong()));
        addedSinceTold++;
        if (addedSinceTold == PER_CALL) {
            tell();
        }
    }

    /** As far as the service takes it now; the rest goes with a later call. */
    void tell() {
        addedSinceTold = 0;
        while (!untold.isEmpty()) {
            List<ReplicaVerification> next = next();
            try {
                metadata.reportVerifications(nodeId.get(), next);
                failing = false;
            } catch (DfsException e) {
                warnOnce(next.size(), e);
                if (e.code().httpStatus() >= 500) {
                    return;
                }
                // Refused for good: told again they would be refused again, and hold up all others.
            }
            next.forEach(_ -> untold.removeFirst());
        }
    }

    private List<ReplicaVerification> next() {
        long now = nanoTime.getAsLong();
        return untold.stream()
                .limit(PER_CALL)
                .map(verified -> verified.aged(now))
                .toList();
    }

    private void warnOnce(int count, DfsException e) {
        if (!failing) {
            LOG.warn("{} verifications were not taken: {}", count, e.getMessage());
        }
        failing = true;
    }

    int size() {
        return untold.size();
    }
}
