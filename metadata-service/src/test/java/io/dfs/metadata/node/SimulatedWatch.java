package io.dfs.metadata.node;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.SafeModeState;
import io.dfs.metadata.cluster.ClusterFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Liveness, safe mode and the need of chunk reports, as production decides on them. */
public final class SimulatedWatch {

    public static final Liveness LIVENESS =
            new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10));

    private static final SafeModeRules SAFE_MODE =
            new SafeModeRules(LIVENESS, new SafeModeSettings(Duration.ofMinutes(10)));

    /** Nodes report by themselves more often; each report that is no news costs time. */
    private static final ChunkReportSettings REPORTS =
            new ChunkReportSettings(Duration.ofDays(10), Duration.ofMinutes(1));

    /** What the database has of a node's life. */
    public record Row(
            NodeView view,
            Instant registeredAt,
            Instant lastHeartbeatAt,
            @Nullable Instant awayUntil) {}

    private SimulatedWatch() {}

    public static NodeHealth health(
            Instant lastHeartbeatAt, @Nullable Instant awayUntil, Instant now, Instant listeningSince) {
        return LIVENESS.health(lastHeartbeatAt, absence(awayUntil), now, listeningSince);
    }

    private static Absence absence(@Nullable Instant awayUntil) {
        return new Absence(awayUntil, false, null);
    }

    /** @param heardUntil until when heartbeats were heard before the service began to listen */
    public static SafeModeState safeMode(
            Instant now, Instant listeningSince, Instant heardUntil, ClusterFacts cluster, Collection<Row> rows) {
        Listening.Span heard = new Listening.Span(listeningSince, heardUntil);
        List<WatchedNode> watched = new ArrayList<>(rows.size());
        for (Row row : rows) {
            watched.add(WatchedNode.of(
                    row.view(),
                    new WatchedNode.Life(row.registeredAt(), row.lastHeartbeatAt(), absence(row.awayUntil())),
                    heard,
                    now,
                    LIVENESS));
        }
        return SAFE_MODE.decide(new SafeModeRules.Facts(now, listeningSince, cluster, watched));
    }

    public static boolean isReportWanted(
            @Nullable Instant reportedAt,
            @Nullable Instant askedAt,
            @Nullable Instant returnedAt,
            @Nullable Instant wantedFromAllAt,
            Instant now) {
        return new ChunkReportNeed(reportedAt, askedAt, returnedAt, wantedFromAllAt).isToBeAsked(now, REPORTS);
    }

    public static boolean hasReported(
            @Nullable Instant reportedAt, @Nullable Instant returnedAt, @Nullable Instant wantedFromAllAt) {
        return new ChunkReportNeed(reportedAt, null, returnedAt, wantedFromAllAt).isReported();
    }

    /** Why the node must not be removed, whatever is on it; empty if it may. */
    public static Optional<String> removalRefusal(NodeView node) {
        return NodeRemovals.refusal(node);
    }
}
