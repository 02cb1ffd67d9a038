package io.dfs.metadata.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster's one row says.
 *
 * @param epoch grows as long as the database lives
 * @param seenEpoch the highest one that a node has told of
 * @param oldCopySince since when nodes tell of a higher one than the database has; null if they don't
 * @param reportsWantedAt chunk reports that are older are of no use; null if all are
 * @param massLossAt when more than a third of the nodes were last lost at once; null for never
 * @param safeModeLeftAt when a person last ended safe mode; null for never
 */
public record ClusterFacts(
        long epoch,
        long seenEpoch,
        @Nullable Instant oldCopySince,
        @Nullable Instant reportsWantedAt,
        @Nullable Instant massLossAt,
        @Nullable Instant safeModeLeftAt) {

    /**
     * What nodes are told: one less, because the last raise may be lost with the database's power, and a node that had heard
     * of it would take the database for an old copy.
     */
    public long announcedEpoch() {
        return epoch - 1;
    }

    /** Whether nodes have seen a later state of the database than this one. */
    public boolean isOldCopy() {
        return seenEpoch > epoch;
    }
}
