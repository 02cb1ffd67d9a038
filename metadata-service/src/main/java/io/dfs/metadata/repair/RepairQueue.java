package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairLease;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The work items of repair, one per kind and chunk. An item is claimed by one conditional UPDATE that raises its fence: of two
 * workers that try, one changes the row. A claim ends by itself, so a worker may die at any point (I-7).
 */
@Component
class RepairQueue {

    private static final int MAX_REASON_LENGTH = 255;
    private static final int MAX_ERROR_LENGTH = 1000;

    private static final String OURS = " kind IN ('REPAIR', 'MOVE')";
    private static final String FREE = " (claimed_until IS NULL OR claimed_until < CURRENT_TIMESTAMP(6))";
    private static final String SELECT = """
            SELECT id, kind, priority, chunk_id, fence, attempts, claimed_until, source_node_id, target_node_id,
                   retire_node_id
              FROM work""";
    private static final String INSERT = """
             INTO work (id, kind, chunk_id, reason, priority, attempts, next_attempt_at, fence, created_at, retire_node_id,
                        target_node_id)
            VALUES (?, ?, ?, ?, ?, 0, CURRENT_TIMESTAMP(6), 0, CURRENT_TIMESTAMP(6), ?, ?)""";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    RepairQueue(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** What is to be done for a chunk; {@code retire} and {@code target} only of moves. */
    record Wanted(
            ChunkId chunkId,
            WorkItem.Kind kind,
            RepairClass repairClass,
            String reason,
            @Nullable NodeId retire,
            @Nullable NodeId target) {}

    /** Adds items that are due at once; of chunks that have one of that kind already, renews reason and urgency. */
    void add(Collection<Wanted> wanted) {
        batches.batchUpdate("INSERT" + INSERT + """
                 ON DUPLICATE KEY UPDATE reason = VALUES(reason), priority = VALUES(priority),
                       retire_node_id = VALUES(retire_node_id)""", rows(wanted));
    }

    /** Adds items of chunks that have none of that kind. */
    void addNew(Collection<Wanted> wanted) {
        batches.batchUpdate("INSERT IGNORE" + INSERT, rows(wanted));
    }

    /** In the order of the ids, so that two such transactions can't block each other. */
    private static List<Object[]> rows(Collection<Wanted> wanted) {
        return wanted.stream()
                .sorted(Comparator.comparing(Wanted::kind).thenComparing(Wanted::chunkId))
                .map(item -> new Object[] {
                    SqlValues.bytes(Ids.next()),
                    item.kind().name(),
                    SqlValues.bytes(item.chunkId().value()),
                    SqlValues.text(item.reason(), MAX_REASON_LENGTH),
                    item.repairClass().priority(),
                    bytesOrNull(item.retire()),
                    bytesOrNull(item.target())
                })
                .toList();
    }

    /** Items that anybody may claim now, the most urgent first, after the first {@code offset} ones. */
    List<WorkItem> due(int limit, int offset) {
        return jdbc.sql(SELECT + " WHERE" + OURS + " AND next_attempt_at <= CURRENT_TIMESTAMP(6) AND" + FREE
                        + " ORDER BY priority, next_attempt_at, id LIMIT ? OFFSET ?")
                .params(limit, offset)
                .query(RepairQueue::item)
                .list();
    }

    CopiesUnderWay copiesUnderWay() {
        CopiesUnderWay underWay = new CopiesUnderWay();
        jdbc.sql("""
                        SELECT w.source_node_id, w.target_node_id, w.retire_node_id, c.length_bytes
                          FROM work w JOIN chunk c ON c.id = w.chunk_id
                         WHERE w.claimed_until >= CURRENT_TIMESTAMP(6) AND w.kind IN ('REPAIR', 'MOVE')
                           AND w.source_node_id IS NOT NULL AND w.target_node_id IS NOT NULL""").query(row -> {
            underWay.add(
                    nodeId(row.getBytes(1)), nodeId(row.getBytes(2)), nodeIdOrNull(row.getBytes(3)), row.getLong(4));
        });
        return underWay;
    }

    /** A move that is planned or under way. */
    record Move(NodeId from, NodeId to, long lengthBytes) {}

    /** The moves that only even out, as many as may be at once and a few more. */
    List<Move> balanceMoves(int limit) {
        return jdbc.sql("""
                        SELECT w.retire_node_id, w.target_node_id, c.length_bytes
                          FROM work w JOIN chunk c ON c.id = w.chunk_id
                         WHERE w.kind = 'MOVE' AND w.priority = ? AND w.retire_node_id IS NOT NULL
                           AND w.target_node_id IS NOT NULL LIMIT ?""")
                .params(RepairClass.BALANCE.priority(), limit)
                .query((row, _) -> new Move(nodeId(row.getBytes(1)), nodeId(row.getBytes(2)), row.getLong(3)))
                .list();
    }

    /** Whether anything more urgent than evening out is under way or waits for its turn, and is not merely put off. */
    boolean hasUrgentWork() {
        return !jdbc.sql("SELECT 1 FROM work WHERE priority < ? AND (last_error IS NULL OR NOT" + FREE + ") LIMIT 1")
                .param(RepairClass.BALANCE.priority())
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /** Which of the chunks have an item. */
    Set<ChunkId> withWork(Collection<ChunkId> ids) {
        return among(ids, "SELECT chunk_id FROM work WHERE chunk_id IN (:ids) AND" + OURS);
    }

    /** Which of the chunks someone is making a replica of. */
    Set<ChunkId> claimed(Collection<ChunkId> ids) {
        return among(
                ids,
                "SELECT chunk_id FROM work WHERE chunk_id IN (:ids) AND claimed_until >= CURRENT_TIMESTAMP(6) AND"
                        + OURS);
    }

    private Set<ChunkId> among(Collection<ChunkId> ids, String sql) {
        Set<ChunkId> found = new HashSet<>();
        List<byte[]> bytes = ids.stream().map(id -> SqlValues.bytes(id.value())).toList();
        for (List<byte[]> part : SqlLists.parts(bytes)) {
            jdbc.sql(sql).param("ids", part).query(row -> {
                found.add(new ChunkId(SqlValues.uuid(row.getBytes(1))));
            });
        }
        return found;
    }

    /** Until the transaction ends, so that what is claimed for the nodes at once, in any service, is claimed in turn. */
    void lockNodes(NodeId source, NodeId target) {
        jdbc.sql("SELECT id FROM node WHERE id IN (?, ?) ORDER BY id FOR UPDATE")
                .params(SqlValues.bytes(source.value()), SqlValues.bytes(target.value()))
                .query(byte[].class)
                .list();
    }

    /** Whether the item is now the worker's; if not, someone was faster. */
    boolean claim(WorkItem item, String worker, Instant until, Copy copy) {
        return jdbc.sql("""
                        UPDATE work SET claimed_by = ?, claimed_until = ?, fence = fence + 1, priority = ?, source_node_id = ?,
                               target_node_id = ?
                         WHERE id = ? AND fence = ? AND""" + FREE)
                        .params(
                                worker,
                                SqlValues.time(until),
                                copy.repairClass().priority(),
                                SqlValues.bytes(copy.source().id().value()),
                                SqlValues.bytes(copy.target().id().value()),
                                SqlValues.bytes(item.id()),
                                item.fence())
                        .update()
                == 1;
    }

    /** Makes a claim last longer; without effect if it has run out, or if someone else has the item. */
    void extend(RepairLease lease, Instant until) {
        jdbc.sql("UPDATE work SET claimed_until = ? WHERE id = ? AND fence = ? AND"
                        + " claimed_until >= CURRENT_TIMESTAMP(6) AND" + OURS)
                .params(SqlValues.time(until), SqlValues.bytes(lease.workId()), lease.fence())
                .update();
    }

    /** Removes an item that no one has; without effect if someone has claimed it since it was read. */
    void removeUnclaimed(WorkItem item) {
        jdbc.sql("DELETE FROM work WHERE id = ? AND fence = ? AND" + FREE)
                .params(SqlValues.bytes(item.id()), item.fence())
                .update();
    }

    /** Puts off an item that no one has; without effect if someone has claimed it since it was read. */
    void postpone(WorkItem item, Instant until, String reason) {
        jdbc.sql("UPDATE work SET next_attempt_at = ?, last_error = ? WHERE id = ? AND fence = ? AND" + FREE)
                .params(
                        SqlValues.time(until),
                        SqlValues.text(reason, MAX_ERROR_LENGTH),
                        SqlValues.bytes(item.id()),
                        item.fence())
                .update();
    }

    /** The item, locked until the transaction ends. */
    Optional<WorkItem> findLocked(UUID id) {
        return jdbc.sql(SELECT + " WHERE id = ? AND" + OURS + " FOR UPDATE")
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
                .params(
                        SqlValues.text(verdict.reason(), MAX_REASON_LENGTH),
                        verdict.repairClass().priority(),
                        SqlValues.bytes(item.id()))
                .update();
    }

    /** Ends the claim of an item whose copy failed. */
    void retryAt(WorkItem item, Instant nextAttemptAt, String error) {
        jdbc.sql("""
                        UPDATE work SET claimed_by = NULL, claimed_until = NULL, attempts = attempts + 1,
                               next_attempt_at = ?, last_error = ?
                         WHERE id = ?""")
                .params(
                        SqlValues.time(nextAttemptAt),
                        SqlValues.text(error, MAX_ERROR_LENGTH),
                        SqlValues.bytes(item.id()))
                .update();
    }

    private static WorkItem item(ResultSet row, int number) throws SQLException {
        return new WorkItem(
                SqlValues.uuid(row.getBytes("id")),
                WorkItem.Kind.valueOf(row.getString("kind")),
                RepairClass.ofPriority(row.getInt("priority")),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                row.getLong("fence"),
                row.getInt("attempts"),
                row.getObject("claimed_until") != null,
                nodeIdOrNull(row.getBytes("source_node_id")),
                nodeIdOrNull(row.getBytes("target_node_id")),
                nodeIdOrNull(row.getBytes("retire_node_id")));
    }

    private static NodeId nodeId(byte[] bytes) {
        return new NodeId(SqlValues.uuid(bytes));
    }

    private static @Nullable NodeId nodeIdOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : nodeId(bytes);
    }

    private static byte @Nullable [] bytesOrNull(@Nullable NodeId node) {
        return node == null ? null : SqlValues.bytes(node.value());
    }
}
