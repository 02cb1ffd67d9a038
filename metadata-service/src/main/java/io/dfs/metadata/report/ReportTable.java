package io.dfs.metadata.report;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.report.PageMerge.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The statements of chunk reports: ranges are read by an index of their own, and lists are cut into parts of
 * {@link SqlLists#MAX_VALUES}. Each change names again the state that it was decided on, so that it does nothing if another
 * transaction was faster.
 */
@Component
class ReportTable {

    /** Above every id that there is: UUIDs of a version never look like this. */
    private static final byte[] BEHIND_ALL = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

    /** What goes to quarantine, if it has been proven that it may. */
    record GivenUpChunk(ChunkId id, long lengthBytes) {}

    private final JdbcTemplate jdbc;

    ReportTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The epoch of the node's registration, if it is registered. */
    Optional<Long> registration(NodeId node) {
        return jdbc
                .query("SELECT epoch FROM node WHERE id = ?", (row, _) -> row.getLong(1), SqlValues.bytes(node))
                .stream()
                .findFirst();
    }

    /** The node's replicas in one state above {@code after}, in the order of the ids. */
    List<RecordedReplica> recorded(
            NodeId node, ReplicaState state, @Nullable ChunkId after, @Nullable ChunkId through, int limit) {
        return jdbc.query(
                """
                SELECT chunk_id, verified_at, observed_at FROM replica
                 WHERE node_id = ? AND state = ? AND chunk_id > ? AND chunk_id <= ? ORDER BY chunk_id LIMIT ?""",
                (row, _) -> new RecordedReplica(
                        new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                        SqlValues.instantOrNull(row, "verified_at"),
                        SqlValues.instantOrNull(row, "observed_at")),
                SqlValues.bytes(node),
                state.name(),
                low(after),
                high(through),
                limit);
    }

    /** Those of the chunks that the metadata knows. */
    Map<ChunkId, Standing> standings(List<ChunkId> chunks) {
        Map<ChunkId, Standing> standings = new HashMap<>();
        for (List<ChunkId> part : SqlLists.parts(chunks)) {
            jdbc.query(
                    "SELECT id, reclaimed_at FROM chunk WHERE id IN (%s)".formatted(SqlLists.placeholders(part.size())),
                    row -> {
                        standings.put(
                                new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                                row.getObject("reclaimed_at") == null ? Standing.WANTED : Standing.RECLAIMED);
                    },
                    values(part));
        }
        return standings;
    }

    /** Those of the chunks that a removal under way names on this node. */
    Set<ChunkId> leaving(NodeId node, List<ChunkId> chunks) {
        Set<ChunkId> leaving = new HashSet<>();
        for (List<ChunkId> part : SqlLists.parts(chunks)) {
            leaving.addAll(jdbc.query(
                    "SELECT chunk_id FROM removal WHERE node_id = ? AND chunk_id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    (row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))),
                    values(part, SqlValues.bytes(node))));
        }
        return leaving;
    }

    void markMissing(NodeId node, List<ChunkId> chunks, Instant startedAt) {
        mark(node, chunks, startedAt, "state = 'MISSING'", "state IN ('GOOD', 'SUSPECT', 'FAILING')");
    }

    void markFailing(NodeId node, List<ChunkId> chunks, Instant startedAt) {
        mark(node, chunks, startedAt, "state = 'FAILING'", "state IN ('GOOD', 'SUSPECT', 'MISSING')");
    }

    /** No one has read the bytes since they were out of reach, so they prove nothing yet. */
    void markBack(NodeId node, List<ChunkId> chunks, Instant startedAt) {
        mark(node, chunks, startedAt, "state = 'SUSPECT', verified_at = NULL", "state IN ('MISSING', 'FAILING')");
    }

    /** What has been found out since the report began is newer than the report, whenever that is told (I-10). */
    private void mark(NodeId node, List<ChunkId> chunks, Instant startedAt, String change, String from) {
        jdbc.update(
                """
                UPDATE replica SET %s, observed_at = CURRENT_TIMESTAMP(6)
                 WHERE node_id = ? AND (verified_at IS NULL OR verified_at < ?) AND (observed_at IS NULL OR observed_at < ?)
                   AND %s AND chunk_id IN (%s)""".formatted(change, from, SqlLists.placeholders(chunks.size())),
                values(chunks, SqlValues.bytes(node), SqlValues.time(startedAt), SqlValues.time(startedAt)));
    }

    /** Those of the chunks that are still wanted, locked against being given up. */
    List<ChunkId> lockWanted(List<ChunkId> chunks) {
        return jdbc.query(
                "SELECT id FROM chunk WHERE id IN (%s) AND reclaimed_at IS NULL ORDER BY id FOR UPDATE"
                        .formatted(SqlLists.placeholders(chunks.size())),
                (row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))),
                values(chunks));
    }

    /** Those of the chunks that were given up and that no file has an extent on, locked. */
    List<GivenUpChunk> lockGivenUp(List<ChunkId> chunks) {
        return jdbc.query(
                """
                SELECT id, length_bytes FROM chunk
                 WHERE id IN (%s) AND reclaimed_at IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM extent x WHERE x.chunk_id = chunk.id)
                 ORDER BY id FOR UPDATE""".formatted(SqlLists.placeholders(chunks.size())),
                (row, _) -> new GivenUpChunk(new ChunkId(SqlValues.uuid(row.getBytes(1))), row.getLong(2)),
                values(chunks));
    }

    void insert(NodeId node, List<ChunkId> chunks, ReplicaState state) {
        jdbc.batchUpdate("""
                INSERT IGNORE INTO replica (chunk_id, node_id, state, verified_at, observed_at)
                VALUES (?, ?, ?, NULL, CURRENT_TIMESTAMP(6))""", chunks, SqlLists.MAX_VALUES, (row, chunk) -> {
            row.setBytes(1, SqlValues.bytes(chunk));
            row.setBytes(2, SqlValues.bytes(node));
            row.setString(3, state.name());
        });
    }

    void claimOrphans(NodeId node, List<ChunkId> chunks) {
        jdbc.batchUpdate("""
                INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)
                VALUES (?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))
                ON DUPLICATE KEY UPDATE last_seen_at = VALUES(last_seen_at)
                """, chunks, SqlLists.MAX_VALUES, (row, chunk) -> {
            row.setBytes(1, SqlValues.bytes(node));
            row.setBytes(2, SqlValues.bytes(chunk));
        });
    }

    /** What is no longer reported, or is known by now, is no orphan any more. */
    void dropOrphansNotSeenSince(Instant startedAt, NodeId node, @Nullable ChunkId after, @Nullable ChunkId through) {
        jdbc.update(
                "DELETE FROM orphan WHERE node_id = ? AND chunk_id > ? AND chunk_id <= ? AND last_seen_at < ?",
                SqlValues.bytes(node),
                low(after),
                high(through),
                SqlValues.time(startedAt));
    }

    /** Sums up by the rows that the pages have left, so that a page that comes twice is not counted twice. */
    void finish(NodeId node, Instant startedAt) {
        long unknown = count("SELECT COUNT(*) FROM orphan WHERE node_id = ?", node);
        long recorded = count(
                "SELECT COUNT(*) FROM replica WHERE node_id = ? AND state IN ('GOOD', 'SUSPECT', 'FAILING', 'CORRUPT')",
                node);
        long leaving = count("SELECT COUNT(*) FROM removal WHERE node_id = ? AND state = 'REQUESTED'", node);
        jdbc.update(
                """
                UPDATE node SET reported_at = ?, reported_chunks = ?, unknown_chunks = ?
                 WHERE id = ? AND (reported_at IS NULL OR reported_at <= ?)""",
                SqlValues.time(startedAt),
                recorded + leaving + unknown,
                unknown,
                SqlValues.bytes(node),
                SqlValues.time(startedAt));
    }

    private long count(String sql, NodeId node) {
        Long count = jdbc.queryForObject(sql, Long.class, SqlValues.bytes(node));
        return count == null ? 0 : count;
    }

    private static byte[] low(@Nullable ChunkId after) {
        return after == null ? new byte[0] : SqlValues.bytes(after);
    }

    private static byte[] high(@Nullable ChunkId through) {
        return through == null ? BEHIND_ALL : SqlValues.bytes(through);
    }

    private static Object[] values(List<ChunkId> chunks, Object... first) {
        List<Object> values = new ArrayList<>(List.of(first));
        chunks.forEach(chunk -> values.add(SqlValues.bytes(chunk)));
        return values.toArray();
    }
}
