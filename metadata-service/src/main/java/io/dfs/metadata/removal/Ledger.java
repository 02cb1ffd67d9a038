package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.SqlValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The book of removals: every step with its reason. Rows are only added, and dropped when they are old. */
@Component
public class Ledger {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** A step in the end of a replica, and what is to be said about it. */
    record Line(ReplicaKey replica, UUID removalId, RemovalReason reason, LedgerEntry.Step step, String detail) {

        Line(Removal removal, LedgerEntry.Step step, String detail) {
            this(new ReplicaKey(removal.chunkId(), removal.nodeId()), removal.id(), removal.reason(), step, detail);
        }
    }

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    Ledger(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** Within the transaction that takes the steps, so that there is no step without its line. */
    void write(List<Line> lines) {
        batches.batchUpdate(
                """
                INSERT INTO ledger (id, at, chunk_id, node_id, removal_id, step, reason, detail)
                VALUES (?, CURRENT_TIMESTAMP(6), ?, ?, ?, ?, ?, ?)""",
                lines.stream()
                        .map(line -> new Object[] {
                            SqlValues.bytes(Ids.next()),
                            SqlValues.bytes(line.replica().chunkId()),
                            SqlValues.bytes(line.replica().nodeId()),
                            SqlValues.bytes(line.removalId()),
                            line.step().name(),
                            line.reason().name(),
                            SqlValues.text(line.detail(), RemovalTable.MAX_TEXT_LENGTH)
                        })
                        .toList());
    }

    LedgerPage page(ChunkId chunkId, @Nullable UUID after, int limit) {
        // One more than asked for tells whether there is another page.
        List<LedgerEntry> found = jdbc.sql("""
                        SELECT l.*, n.name FROM ledger l LEFT JOIN node n ON n.id = l.node_id
                         WHERE l.chunk_id = ? AND l.id > ? ORDER BY l.id LIMIT ?""")
                .params(
                        SqlValues.bytes(chunkId.value()),
                        SqlValues.bytes(after == null ? BEFORE_ALL : after),
                        limit + 1)
                .query(Ledger::entry)
                .list();
        boolean more = found.size() > limit;
        List<LedgerEntry> page = more ? found.subList(0, limit) : found;
        return new LedgerPage(page, more ? page.getLast().id() : null);
    }

    /** Drops up to {@code limit} lines that are older; how many. */
    public int dropBefore(Instant time, int limit) {
        return jdbc.sql("DELETE FROM ledger WHERE at < ? LIMIT ?")
                .params(SqlValues.time(time), limit)
                .update();
    }

    private static LedgerEntry entry(ResultSet row, int number) throws SQLException {
        String name = row.getString("name");
        return new LedgerEntry(
                SqlValues.uuid(row.getBytes("id")),
                SqlValues.instant(row, "at"),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                name == null ? SqlValues.uuid(row.getBytes("node_id")).toString() : name,
                SqlValues.uuid(row.getBytes("removal_id")),
                LedgerEntry.Step.valueOf(row.getString("step")),
                RemovalReason.valueOf(row.getString("reason")),
                row.getString("detail"));
    }
}
