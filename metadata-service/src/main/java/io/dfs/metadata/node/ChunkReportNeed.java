package io.dfs.metadata.node;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node is to report its chunks.
 *
 * @param reportedAt its last report; null for never
 * @param askedAt when it was last asked since it registered; null for never
 * @param returnedAt when it last registered, or was heard again after it had been taken for dead
 * @param wantedFromAllAt since when older reports of all nodes are of no use
 */
record ChunkReportNeed(
        @Nullable Instant reportedAt,
        @Nullable Instant askedAt,
        @Nullable Instant returnedAt,
        @Nullable Instant wantedFromAllAt) {

    /** A node that is busy with a report is not asked again at once; one that forgot it, after a while. */
    boolean isToBeAsked(Instant now, ChunkReportSettings settings) {
        return isDue(now, settings.interval()) && (askedAt == null || isOlder(askedAt, now, settings.patience()));
    }

    /** Whether the node has told what it holds since it came, or came back, and since all were last asked. */
    boolean isReported() {
        return reportedAt != null
                && (returnedAt == null || !reportedAt.isBefore(returnedAt))
                && (wantedFromAllAt == null || !reportedAt.isBefore(wantedFromAllAt));
    }

    private boolean isDue(Instant now, Duration interval) {
        return reportedAt == null || !isReported() || isOlder(reportedAt, now, interval);
    }

    /** Or from the future: the clock was set back. */
    private static boolean isOlder(Instant event, Instant now, Duration age) {
        return Duration.between(event, now).abs().compareTo(age) > 0;
    }
}
