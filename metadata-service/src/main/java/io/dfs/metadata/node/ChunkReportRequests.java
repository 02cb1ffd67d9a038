package io.dfs.metadata.node;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ClusterFacts;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Decides with each heartbeat whether the node is to report its chunks, and remembers that it was asked. */
@Component
class ChunkReportRequests {

    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final Liveness liveness;
    private final ChunkReportSettings settings;

    private record Row(
            @Nullable Instant reportedAt,
            @Nullable Instant askedAt,
            @Nullable Instant returnedAt,
            Instant lastHeartbeatAt) {}

    ChunkReportRequests(JdbcClient jdbc, DatabaseClock clock, Liveness liveness, ChunkReportSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.liveness = liveness;
        this.settings = settings;
    }

    /** Within the heartbeat's transaction, and before it is recorded: how long the node was silent is of interest. */
    boolean isToBeAsked(NodeId nodeId, ClusterFacts cluster) {
        Instant now = clock.instant();
        return read(nodeId).map(row -> decide(nodeId, row, cluster, now)).orElse(false);
    }

    private boolean decide(NodeId nodeId, Row row, ClusterFacts cluster, Instant now) {
        boolean returns = Duration.between(row.lastHeartbeatAt(), now).compareTo(liveness.deadAfter()) > 0;
        ChunkReportNeed need = new ChunkReportNeed(
                row.reportedAt(),
                returns ? null : row.askedAt(),
                returns ? now : row.returnedAt(),
                cluster.reportsWantedAt());
        boolean ask = need.isToBeAsked(now, settings);
        if (ask) {
            jdbc.sql("UPDATE node SET report_asked_at = ?, report_wanted_at = ? WHERE id = ?")
                    .param(SqlValues.time(now))
                    .param(timeOrNull(need.returnedAt()))
                    .param(SqlValues.bytes(nodeId.value()))
                    .update();
        }
        return ask;
    }

    private Optional<Row> read(NodeId nodeId) {
        return jdbc.sql(
                        "SELECT reported_at, report_asked_at, report_wanted_at, last_heartbeat_at FROM node WHERE id = ?")
                .param(SqlValues.bytes(nodeId.value()))
                .query((row, _) -> new Row(
                        SqlValues.instantOrNull(row, "reported_at"),
                        SqlValues.instantOrNull(row, "report_asked_at"),
                        SqlValues.instantOrNull(row, "report_wanted_at"),
                        SqlValues.instant(row, "last_heartbeat_at")))
                .optional();
    }

    private static @Nullable Object timeOrNull(@Nullable Instant time) {
        return time == null ? null : SqlValues.time(time);
    }
}
