package io.dfs.metadata.node;

import io.dfs.common.api.SlowNode;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.time.DatabaseClock;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which nodes are far slower than others. Clients say so, and one of them may have a bad link or lie: a node counts as slow while
 * the reports of at least two are fresh. As it is then avoided, the reports end and it comes back by itself.
 */
@Component
class SlowNodes {

    static final Duration FRESH = Duration.ofMinutes(10);

    private static final int MIN_REPORTERS = 2;

    /** A node that is merely half as fast as others is not slow. */
    private static final int MIN_RATIO = 4;

    private static final int MAX_REPORTER_LENGTH = 320;

    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final Transactions transactions;

    SlowNodes(JdbcClient jdbc, DatabaseClock clock, Transactions transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * Answered alike whether the node is known or not, as other complaints are.
     *
     * @param reporter who complains, and from which machine
     */
    void report(SlowNodeReport report, String reporter) {
        require(report);
        String who = reporter.length() > MAX_REPORTER_LENGTH ? reporter.substring(0, MAX_REPORTER_LENGTH) : reporter;
        try {
            transactions.call(() -> record(report, who));
        } catch (DuplicateKeyException _) {
            transactions.call(() -> record(report, who)); // the same reporter, at the same time: now its row is seen
        }
    }

    private int record(SlowNodeReport report, String reporter) {
        Instant now = clock.instant();
        jdbc.sql("DELETE FROM slow_report WHERE reported_at < ?")
                .param(SqlValues.time(now.minus(FRESH)))
                .update();
        int updated = jdbc.sql("""
                        UPDATE slow_report SET bytes_per_second = ?, others_bytes_per_second = ?, reported_at = ?
                         WHERE node_id = ? AND reporter = ?""")
                .params(
                        report.bytesPerSecond(),
                        report.othersBytesPerSecond(),
                        SqlValues.time(now),
                        SqlValues.bytes(report.nodeId().value()),
                        reporter.getBytes(StandardCharsets.UTF_8))
                .update();
        return updated > 0
                ? updated
                : jdbc.sql("""
                        INSERT INTO slow_report (node_id, reporter, bytes_per_second, others_bytes_per_second, since, reported_at)
                        SELECT id, ?, ?, ?, ?, ? FROM node WHERE id = ?""")
                        .params(
                                reporter.getBytes(StandardCharsets.UTF_8),
                                report.bytesPerSecond(),
                                report.othersBytesPerSecond(),
                                SqlValues.time(now),
                                SqlValues.time(now),
                                SqlValues.bytes(report.nodeId().value()))
                        .update();
    }

    /** The nodes that count as slow at the given moment. */
    Map<NodeId, SlowNode> at(Instant now) {
        Map<NodeId, SlowNode> slow = new LinkedHashMap<>();
        jdbc.sql("""
                        SELECT node_id, COUNT(*) AS reporters, MIN(since) AS since, MAX(bytes_per_second) AS bytes_per_second,
                               MIN(others_bytes_per_second) AS others_bytes_per_second
                          FROM slow_report WHERE reported_at >= ? GROUP BY node_id HAVING COUNT(*) >= ?""")
                .params(SqlValues.time(now.minus(FRESH)), MIN_REPORTERS)
                .query((row, _) -> slow.put(new NodeId(SqlValues.uuid(row.getBytes("node_id"))), slowNode(row)))
                .list();
        return slow;
    }

    private static SlowNode slowNode(ResultSet row) throws SQLException {
        return new SlowNode(
                SqlValues.instant(row, "since"),
                row.getInt("reporters"),
                row.getLong("bytes_per_second"),
                row.getLong("others_bytes_per_second"));
    }

    private static void require(SlowNodeReport report) {
        if (report.nodeId() == null || report.bytesPerSecond() < 0) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "a report on a slow node needs nodeId and bytesPerSecond of 0 or more");
        }
        if (report.othersBytesPerSecond() / MIN_RATIO < report.bytesPerSecond()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%d bytes/s while others give %d: a node is slow if others are at least %d times as fast"
                            .formatted(report.bytesPerSecond(), report.othersBytesPerSecond(), MIN_RATIO));
        }
    }
}
