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
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which nodes are far slower than others. Clients say so, and one of them may have a bad link or lie: a node is avoided while
 * the reports of at least two are fresh, or the nodes' own figures show it. As it is then avoided, the reports end and it comes
 * back by itself.
 */
@Component
class SlowNodes {

    static final Duration FRESH = Duration.ofMinutes(10);

    private static final int MIN_REPORTERS = 2;

    /** A node that is merely half as fast as others is not slow. */
    private static final int MIN_RATIO = 4;

    private static final int MAX_REPORTER_LENGTH = 320;

    /** No client's: theirs have a machine in them. */
    private static final String OWN_COMPARISON = "disks";

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
        record(report, who, null);
    }

    /** What the comparison of the nodes' own figures shows. */
    void measured(SlowDiskRules.Finding finding) {
        record(
                new SlowNodeReport(finding.node(), finding.bytesPerSecond(), finding.othersBytesPerSecond()),
                OWN_COMPARISON,
                finding.sentence());
    }

    /** @param measured null for a client's report */
    private void record(SlowNodeReport report, String reporter, @Nullable String measured) {
        try {
            transactions.call(() -> recordOnce(report, reporter, measured));
        } catch (DuplicateKeyException _) {
            // The same reporter, at the same time: now its row is seen.
            transactions.call(() -> recordOnce(report, reporter, measured));
        }
    }

    private int recordOnce(SlowNodeReport report, String reporter, @Nullable String measured) {
        Instant now = clock.instant();
        jdbc.sql("DELETE FROM slow_report WHERE reported_at < ?")
                .param(SqlValues.time(now.minus(FRESH)))
                .update();
        int updated = jdbc.sql("""
                        UPDATE slow_report SET bytes_per_second = ?, others_bytes_per_second = ?, measured = ?, reported_at = ?
                         WHERE node_id = ? AND reporter = ?""")
                .param(report.bytesPerSecond())
                .param(report.othersBytesPerSecond())
                .param(measured)
                .param(SqlValues.time(now))
                .param(SqlValues.bytes(report.nodeId().value()))
                .param(reporter.getBytes(StandardCharsets.UTF_8))
                .update();
        return updated > 0
                ? updated
                : jdbc.sql("""
                        INSERT INTO slow_report (node_id, reporter, bytes_per_second, others_bytes_per_second, measured, since, reported_at)
                        SELECT id, ?, ?, ?, ?, ?, ? FROM node WHERE id = ?""")
                        .param(reporter.getBytes(StandardCharsets.UTF_8))
                        .param(report.bytesPerSecond())
                        .param(report.othersBytesPerSecond())
                        .param(measured)
                        .param(SqlValues.time(now))
                        .param(SqlValues.time(now))
                        .param(SqlValues.bytes(report.nodeId().value()))
                        .update();
    }

    /** Whether chunks go elsewhere if they can: one client alone has no such effect. */
    static boolean isAvoided(SlowNode node) {
        return node.measured() != null || node.reporters() >= MIN_REPORTERS;
    }

    /** What is said about nodes at the given moment, by one client or more. */
    Map<NodeId, SlowNode> at(Instant now) {
        Map<NodeId, SlowNode> slow = new LinkedHashMap<>();
        jdbc.sql("""
                        SELECT node_id, COUNT(CASE WHEN measured IS NULL THEN 1 END) AS reporters, MIN(since) AS since,
                               MAX(bytes_per_second) AS bytes_per_second, MIN(others_bytes_per_second) AS others_bytes_per_second,
                               MAX(measured) AS measured
                          FROM slow_report WHERE reported_at >= ? GROUP BY node_id""")
                .param(SqlValues.time(now.minus(FRESH)))
                .query((row, _) -> slow.put(new NodeId(SqlValues.uuid(row.getBytes("node_id"))), slowNode(row)))
                .list();
        return slow;
    }

    private static SlowNode slowNode(ResultSet row) throws SQLException {
        return new SlowNode(
                SqlValues.instant(row, "since"),
                row.getInt("reporters"),
                row.getLong("bytes_per_second"),
                row.getLong("others_bytes_per_second"),
                row.getString("measured"));
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
