package io.dfs.metadata.repair;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The work items of repair, one per chunk. An item is claimed by one conditional UPDATE that raises its fence: of two
 * workers that try, one changes the row. A claim ends by itself, so a worker may die at any point (I-7).
 */
@Component
class RepairQueue {

    private static final int MAX_REASON_LENGTH = 255;
    private static final int MAX_ERROR_LENGTH = 1000;

    private static final String FREE = " (claimed_until IS NULL OR claimed_until < CURRENT_TIMESTAMP(6))";
    private static final String SELECT =
            "SELECT id, chunk_id, fence, attempts, claimed_until, source_node_id, target_node_id FROM work";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    RepairQueue(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** Adds items that are due at once; of chunks that have one already, renews reason and urgency. */
    void add(Map<ChunkId, UnderReplicated> chunks) {
        // In the order of the ids, so that two such transactions can't block each other.
        List<Object[]> rows = new TreeMap<>(chunks)
                .entrySet().stream()
                        .map(chunk -> new Object[] {
                            SqlValues.bytes(Ids.next()),
                            SqlValues.bytes(chunk.getKey().value()),
                            shortened(chunk.getValue().reason(), MAX_REASON_LENGTH),
                            chunk.getValue().priority()
                        })
                        .toList();
        batches.batchUpdate("""
                INSERT INTO work (id, kind, chunk_id, reason, priority, attempts, next_attempt_at, fence, created_at)
                VALUES (?, 'REPAIR', ?, ?, ?, 0, CURRENT_TIMESTAMP(6), 0, CURRENT_TIMESTAMP(6))
                ON DUPLICATE KEY UPDATE reason = VALUES(reason), priority = VALUES(priority)""", rows);
    }

    /** Items that anybody may claim now, the most urgent first. */
    List<WorkItem> due(int limit) {
        return jdbc.sql(SELECT + " WHERE kind = 'REPAIR' AND next_attempt_at <= CURRENT_TIMESTAMP(6) AND" + FREE
                        + " ORDER BY priority, next_attempt_at, id LIMIT ?")
                .param(limit)
                .query(RepairQueue::item)
                .list();
    }

    CopiesUnderWay copiesUnderWay() {
        CopiesUnderWay underWay = new CopiesUnderWay();
        jdbc.sql("""
                        SELECT w.source_node_id, w.target_node_id, c.length_bytes
                          FROM work w JOIN chunk c ON c.id = w.chunk_id
                         WHERE w.claimed_until >= CURRENT_TIMESTAMP(6) AND w.kind = 'REPAIR'
                           AND w.source_node_id IS NOT NULL AND w.target_node_id IS NOT NULL""").query(row -> {
            underWay.add(nodeId(row.getBytes(1)), nodeId(row.getBytes(2)), row.getLong(3));
        });
        return underWay;
    }

    /** Whether the item is now the worker's; if not, somebody was faster. */
    boolean claim(WorkItem item, String worker, Instant until, NodeAddress source, NodeAddress target) {
        return jdbc.sql("""
                        UPDATE work SET claimed_by = ?, claimed_until = ?, fence = fence + 1, source_node_id = ?,
                               target_node_id = ?
                         WHERE id = ? AND fence = ? AND""" + FREE)
                        .params(
                                worker,
                                SqlValues.time(until),
                                SqlValues.bytes(source.id().value()),
                                SqlValues.bytes(target.id().value()),
                                SqlValues.bytes(item.id()),
                                item.fence())
                        .update()
                == 1;
    }

    /** Removes an item that nobody has; without effect if somebody has claimed it since it was read. */
    void removeUnclaimed(WorkItem item) {
        jdbc.sql("DELETE FROM work WHERE id = ? AND fence = ? AND" + FREE)
                .params(SqlValues.bytes(item.id()), item.fence())
                .update();
    }

    /** Puts off an item that nobody has; without effect if somebody has claimed it since it was read. */
    void postpone(WorkItem item, Instant until, String reason) {
        jdbc.sql("UPDATE work SET next_attempt_at = ?, last_error = ? WHERE id = ? AND fence = ? AND" + FREE)
                .params(
                        SqlValues.time(until),
                        shortened(reason, MAX_ERROR_LENGTH),
                        SqlValues.bytes(item.id()),
                        item.fence())
                .update();
    }

    /** The item, locked until the transaction ends. */
    Optional<WorkItem> findLocked(UUID id) {
        return jdbc.sql(SELECT + " WHERE id = ? AND kind = 'REPAIR' FOR UPDATE")
                .param(SqlValues.bytes(id))
                .query(RepairQueue::item)
                .optional();
    }

    void remove(WorkItem item) {
        jdbc.sql("DELETE FROM work WHERE id = ?")
                .param(SqlValues.bytes(item.id()))
                .update();
    }

    /** Ends the claim of an item of which one copy is made and more are needed. */
    void renew(WorkItem item, UnderReplicated verdict) {
        jdbc.sql("""
                        UPDATE work SET claimed_by = NULL, claimed_until = NULL, attempts = 0, last_error = NULL,
                               next_attempt_at = CURRENT_TIMESTAMP(6), reason = ?, priority = ?
                         WHERE id = ?""")
                .params(shortened(verdict.reason(), MAX_REASON_LENGTH), verdict.priority(), SqlValues.bytes(item.id()))
                .update();
    }

    /** Ends the claim of an item whose copy failed. */
    void retryAt(WorkItem item, Instant nextAttemptAt, String error) {
        jdbc.sql("""
                        UPDATE work SET claimed_by = NULL, claimed_until = NULL, attempts = attempts + 1,
                               next_attempt_at = ?, last_error = ?
                         WHERE id = ?""")
                .params(SqlValues.time(nextAttemptAt), shortened(error, MAX_ERROR_LENGTH), SqlValues.bytes(item.id()))
                .update();
    }

    private static WorkItem item(ResultSet row, int number) throws SQLException {
        byte[] source = row.getBytes("source_node_id");
        byte[] target = row.getBytes("target_node_id");
        return new WorkItem(
                SqlValues.uuid(row.getBytes("id")),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                row.getLong("fence"),
                row.getInt("attempts"),
                row.getObject("claimed_until") != null,
                source == null ? null : nodeId(source),
                target == null ? null : nodeId(target));
    }

    private static NodeId nodeId(byte[] bytes) {
        return new NodeId(SqlValues.uuid(bytes));
    }

    private static String shortened(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + "…";
    }
}
