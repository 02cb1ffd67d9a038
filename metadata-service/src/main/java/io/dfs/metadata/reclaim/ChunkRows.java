package io.dfs.metadata.reclaim;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads and marks chunks for reclaiming. */
@Component
class ChunkRows {

    private static final String SELECT = """
            SELECT c.id, c.unreferenced_since, c.reclaimed_at, c.released_by IS NOT NULL AS released,
                   EXISTS (SELECT 1 FROM extent e WHERE e.chunk_id = c.id) AS referenced,
                   EXISTS (SELECT 1 FROM replica r WHERE r.chunk_id = c.id) AS has_replicas,
                   EXISTS (SELECT 1 FROM removal m WHERE m.chunk_id = c.id) AS leaving
              FROM chunk c
            """;

    private final JdbcClient jdbc;

    ChunkRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<ChunkRow> page(UUID after, int limit) {
        return jdbc.sql(SELECT + " WHERE c.id > ? ORDER BY c.id LIMIT ?")
                .params(SqlValues.bytes(after), limit)
                .query(ChunkRows::row)
                .list();
    }

    /**
     * Locks the chunks' rows until the transaction ends, in the order of the ids, then reads: a commit that uses one of them
     * has the same lock.
     */
    List<ChunkRow> lock(Collection<ChunkId> chunks) {
        if (chunks.isEmpty()) {
            return List.of();
        }
        List<byte[]> ids = bytes(chunks);
        jdbc.sql("SELECT id FROM chunk WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                .param("ids", ids)
                .query(byte[].class)
                .list();
        return jdbc.sql(SELECT + " WHERE c.id IN (:ids) ORDER BY c.id")
                .param("ids", ids)
                .query(ChunkRows::row)
                .list();
    }

    /**
     * The longest without a file first.
     *
     * @param releasedTime for chunks whose space was released
     */
    List<ChunkId> unreferencedBefore(Instant time, Instant releasedTime, int limit) {
        return jdbc.sql("""
                        SELECT id FROM chunk
                         WHERE reclaimed_at IS NULL
                           AND (unreferenced_since <= ? OR (released_by IS NOT NULL AND unreferenced_since <= ?))
                         ORDER BY unreferenced_since, id LIMIT ?""")
                .params(SqlValues.time(time), SqlValues.time(releasedTime), limit)
                .query((row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))))
                .list();
    }

    int countUnreferencedSince(Instant time) {
        return jdbc.sql("SELECT COUNT(*) FROM chunk WHERE reclaimed_at IS NULL AND unreferenced_since >= ?")
                .param(SqlValues.time(time))
                .query(Integer.class)
                .single();
    }

    void mark(Collection<ChunkId> chunks) {
        update("unreferenced_since = CURRENT_TIMESTAMP(6)", chunks);
    }

    void clear(Collection<ChunkId> chunks) {
        update("unreferenced_since = NULL, reclaimed_at = NULL, released_by = NULL", chunks);
    }

    private void update(String change, Collection<ChunkId> chunks) {
        if (!chunks.isEmpty()) {
            jdbc.sql("UPDATE chunk SET " + change + " WHERE id IN (:ids)")
                    .param("ids", bytes(chunks))
                    .update();
        }
    }

    private static List<byte[]> bytes(Collection<ChunkId> chunks) {
        return new TreeSet<>(chunks)
                .stream().map(chunk -> SqlValues.bytes(chunk.value())).toList();
    }

    private static ChunkRow row(ResultSet row, int number) throws SQLException {
        return new ChunkRow(
                new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                row.getBoolean("referenced"),
                SqlValues.instantOrNull(row, "unreferenced_since"),
                SqlValues.instantOrNull(row, "reclaimed_at") != null,
                row.getBoolean("released"),
                row.getBoolean("has_replicas"),
                row.getBoolean("leaving"));
    }
}
