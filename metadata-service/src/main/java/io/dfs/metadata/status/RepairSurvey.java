package io.dfs.metadata.status;

import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.RepairProgress.Backlog;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.status.ClusterFacts.RepairFacts;
import io.dfs.metadata.status.ClusterFacts.RepairQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how much there is to repair, and how fast that goes. */
@Component
class RepairSurvey {

    /** So many failures are no bad luck. */
    static final int STUCK_ATTEMPTS = 5;

    private static final Duration RATE_WINDOW = Duration.ofMinutes(5);

    private static final String BACKLOG = """
            SELECT w.priority, COUNT(*) AS items, SUM(c.length_bytes) AS length_bytes,
                   COUNT(CASE WHEN w.attempts > 0 THEN 1 END) AS failing,
                   COUNT(CASE WHEN w.attempts >= :stuck THEN 1 END) AS stuck,
                   MIN(w.created_at) AS oldest_at, MAX(w.attempts) AS most_attempts
              FROM work w JOIN chunk c ON c.id = w.chunk_id
             GROUP BY w.priority
            """;

    private record Row(Backlog backlog, long stuck, RepairQueue queue) {}

    private final JdbcClient jdbc;

    RepairSurvey(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    RepairFacts read(Instant now) {
        List<Row> rows = jdbc.sql(BACKLOG)
                .param("stuck", STUCK_ATTEMPTS)
                .query((row, _) -> row(row, now))
                .list();
        List<Backlog> backlog = byClass(rows.stream().map(Row::backlog).toList());
        long bytesPerSecond = bytesPerSecond(now);
        return new RepairFacts(
                new RepairProgress(backlog, bytesPerSecond, etaSeconds(backlog, bytesPerSecond)),
                rows.stream().mapToLong(Row::stuck).sum(),
                rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.queue().repairClass(), Row::queue, RepairQueue::and, TreeMap::new))
                        .values()
                        .stream()
                        .toList());
    }

    private static Row row(ResultSet row, Instant now) throws SQLException {
        RepairClass repairClass = RepairClass.ofPriority(row.getInt("priority"));
        Instant oldest = SqlValues.instantOrNull(row, "oldest_at");
        return new Row(
                new Backlog(repairClass, row.getLong("items"), row.getLong("length_bytes"), row.getLong("failing")),
                row.getLong("stuck"),
                new RepairQueue(
                        repairClass,
                        oldest == null ? Duration.ZERO : Duration.between(oldest, now),
                        row.getInt("most_attempts")));
    }

    private long bytesPerSecond(Instant now) {
        return jdbc.sql("SELECT MIN(minute_at) AS first_at, SUM(length_bytes) AS length_bytes FROM repair_rate"
                        + " WHERE minute_at > ?")
                .param(SqlValues.time(now.minus(RATE_WINDOW)))
                .query((row, _) -> {
                    Instant first = SqlValues.instantOrNull(row, "first_at");
                    return first == null ? 0 : rate(row.getLong("length_bytes"), first, now);
                })
                .single();
    }

    /** Over the time since the first copy, so that a repair that has just begun does not look slow. */
    static long rate(long lengthBytes, Instant first, Instant now) {
        long seconds = Duration.between(first, now).toSeconds();
        return lengthBytes / Math.clamp(seconds, 60, RATE_WINDOW.toSeconds());
    }

    static List<Backlog> byClass(List<Backlog> rows) {
        Map<RepairClass, Backlog> byClass = new EnumMap<>(RepairClass.class);
        rows.forEach(row -> byClass.merge(row.repairClass(), row, RepairSurvey::sum));
        return List.copyOf(byClass.values());
    }

    private static Backlog sum(Backlog a, Backlog b) {
        return new Backlog(
                a.repairClass(), a.items() + b.items(), a.lengthBytes() + b.lengthBytes(), a.failing() + b.failing());
    }

    /** Of the replicas that are short; what is moved for the sake of order has no end to wait for. */
    static @Nullable Long etaSeconds(List<Backlog> backlog, long bytesPerSecond) {
        long left = backlog.stream()
                .filter(row -> isShort(row.repairClass()))
                .mapToLong(Backlog::lengthBytes)
                .sum();
        return left == 0 || bytesPerSecond == 0 ? null : Math.ceilDiv(left, bytesPerSecond);
    }

    private static boolean isShort(RepairClass repairClass) {
        return switch (repairClass) {
            case ENDANGERED, UNDER_REPLICATED, DRAINING -> true;
            case MISPLACED, BALANCE -> false;
        };
    }
}
