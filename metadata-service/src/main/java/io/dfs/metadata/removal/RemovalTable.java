package io.dfs.metadata.removal;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of table {@code removal}. */
@Component
class RemovalTable {

    /** An order to take something off a node is told for so long, and then proven again: its node may have been away. */
    static final Duration ORDER_LIFETIME = Duration.ofMinutes(10);

    static final int MAX_TEXT_LENGTH = 1000;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    RemovalTable(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** New rows; times are the database's. */
    void insert(List<Removal> removals) {
        batches.batchUpdate(
                """
                INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at, tell_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))""",
                removals.stream()
                        .map(removal -> new Object[] {
                            SqlValues.bytes(removal.id()),
                            SqlValues.bytes(removal.chunkId()),
                            SqlValues.bytes(removal.nodeId()),
                            removal.lengthBytes(),
                            removal.reason().name(),
                            SqlValues.text(removal.detail(), MAX_TEXT_LENGTH),
                            removal.state().name()
                        })
                        .toList());
    }

    /** Locked until the transaction ends, in the order of the ids. */
    List<Removal> lock(Collection<UUID> ids) {
        return byIds(ids, " ORDER BY id FOR UPDATE");
    }

    List<Removal> find(Collection<UUID> ids) {
        return byIds(ids, " ORDER BY id");
    }

    Optional<Removal> find(UUID id) {
        return find(List.of(id)).stream().findFirst();
    }

    private List<Removal> byIds(Collection<UUID> ids, String end) {
        List<Removal> found = new ArrayList<>();
        List<byte[]> sorted = ids.stream()
                .distinct()
                .map(ChunkId::new)
                .sorted()
                .map(id -> SqlValues.bytes(id.value()))
                .toList();
        for (List<byte[]> part : SqlLists.parts(sorted)) {
            found.addAll(jdbc.sql("SELECT * FROM removal WHERE id IN (:ids)" + end)
                    .param("ids", part)
                    .query(RemovalTable::removal)
                    .list());
        }
        return found;
    }

    /** What the node is to be told now: what waits longest comes first. Orders that have become old are left out. */
    List<Removal> toTell(NodeId nodeId, RemovalState state, int limit) {
        String order = state == RemovalState.RESTORING
                ? ""
                : " AND changed_at > CURRENT_TIMESTAMP(6) - INTERVAL '%d' MINUTE".formatted(ORDER_LIFETIME.toMinutes());
        return jdbc.sql("SELECT * FROM removal WHERE node_id = ? AND state = ? AND tell_at <= CURRENT_TIMESTAMP(6)"
                        + order + " ORDER BY tell_at, id LIMIT ?")
                .params(SqlValues.bytes(nodeId), state.name(), limit)
                .query(RemovalTable::removal)
                .list();
    }

    /** Locked until the transaction ends. */
    List<Removal> ofNode(NodeId nodeId, int limit) {
        return jdbc.sql("SELECT * FROM removal WHERE node_id = ? ORDER BY id LIMIT ? FOR UPDATE")
                .params(SqlValues.bytes(nodeId), limit)
                .query(RemovalTable::removal)
                .list();
    }

    List<Removal> ofChunks(Collection<ChunkId> chunkIds) {
        List<Removal> found = new ArrayList<>();
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(chunkIds))) {
            found.addAll(jdbc.sql("SELECT * FROM removal WHERE chunk_id IN (:ids) ORDER BY id")
                    .param("ids", part.stream().map(SqlValues::bytes).toList())
                    .query(RemovalTable::removal)
                    .list());
        }
        return found;
    }

    /** In the order of the ids, from behind the given one. */
    List<Removal> page(UUID after, int limit) {
        return jdbc.sql("SELECT * FROM removal WHERE id > ? ORDER BY id LIMIT ?")
                .params(SqlValues.bytes(after), limit)
                .query(RemovalTable::removal)
                .list();
    }

    /** @param error why the last command failed; null if it did not */
    void move(Removal removal, RemovalState to, long lengthBytes, @Nullable String error) {
        jdbc.sql("""
                        UPDATE removal SET state = ?, length_bytes = ?, last_error = ?, changed_at = CURRENT_TIMESTAMP(6),
                               tell_at = CURRENT_TIMESTAMP(6)
                         WHERE id = ?""")
                .param(to.name())
                .param(lengthBytes)
                .param(error == null ? null : SqlValues.text(error, MAX_TEXT_LENGTH))
                .param(SqlValues.bytes(removal.id()))
                .update();
    }

    /** The command failed: it is told again, but not at once, or one that always fails would be in the way of others. */
    void retry(Removal removal, String error, Duration pause) {
        jdbc.sql("""
                        UPDATE removal SET last_error = ?, tell_at = CURRENT_TIMESTAMP(6) + INTERVAL '%d' SECOND
                         WHERE id = ?""".formatted(pause.toSeconds()))
                .params(SqlValues.text(error, MAX_TEXT_LENGTH), SqlValues.bytes(removal.id()))
                .update();
    }

    void delete(Collection<UUID> ids) {
        batches.batchUpdate(
                "DELETE FROM removal WHERE id = ?",
                ids.stream().map(id -> new Object[] {SqlValues.bytes(id)}).toList());
    }

    private static @Nullable String name(byte @Nullable [] utf8) {
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }

    static Removal removal(ResultSet row, int number) throws SQLException {
        return new Removal(
                SqlValues.uuid(row.getBytes("id")),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                new NodeId(SqlValues.uuid(row.getBytes("node_id"))),
                row.getLong("length_bytes"),
                RemovalReason.valueOf(row.getString("reason")),
                row.getString("detail"),
                RemovalState.valueOf(row.getString("state")),
                SqlValues.instant(row, "requested_at"),
                SqlValues.instant(row, "changed_at"),
                row.getString("last_error"),
                name(row.getBytes("released_by")));
    }
}
