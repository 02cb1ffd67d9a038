package io.dfs.metadata.removal;

import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.Released;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.SafeMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends, because an admin says so, the waiting of everything that is on its way out at this moment. Only the time is shortened:
 * the steps are the same, and each removal is still proven with the rows locked (I-4).
 */
@Component
public class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    /** What is left of each waiting: requests that are under way, such as a commit of the same chunk, end first. */
    private static final Duration SHORTENED = Duration.ofMinutes(1);

    private static final String EXPIRED = "expires_at <= CURRENT_TIMESTAMP(6) AND released_by IS NULL";
    private static final String UNREFERENCED =
            "unreferenced_since IS NOT NULL AND reclaimed_at IS NULL AND released_by IS NULL";
    private static final String LEAVING = "state IN ('REQUESTED', 'QUARANTINED') AND released_by IS NULL";

    private record Amount(long count, long bytes) {}

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final SafeMode safeMode;

    Releases(JdbcClient jdbc, Transactions transactions, SafeMode safeMode) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.safeMode = safeMode;
    }

    /** How long a waiting lasts for what was released. */
    public static Duration shortened(Duration wanted) {
        return wanted.compareTo(SHORTENED) < 0 ? wanted : SHORTENED;
    }

    /** What is there by now and was not released before. In many short transactions, so a repeated request does the rest. */
    Released release(ReleaseRequest request) {
        if (safeMode.state().isOn() && !request.dryRun()) {
            throw new DfsException(
                    ErrorCode.SAFE_MODE,
                    "nothing is removed in safe mode: " + safeMode.state().reason());
        }
        Released released = transactions.call(this::count);
        if (!request.dryRun()) {
            String who = Callers.current().name();
            mark("trash", "entry_id", EXPIRED, who);
            mark("chunk", "id", UNREFERENCED, who);
            mark("removal", "id", LEAVING, who);
            LOG.warn("{} released what is on its way out: {}", who, released);
        }
        return released;
    }

    private Released count() {
        long entries = jdbc.sql("SELECT COUNT(*) FROM trash WHERE " + EXPIRED)
                .query(Long.class)
                .single();
        Amount chunks = amount("""
                SELECT COUNT(*), COALESCE(SUM(length_bytes * replicas), 0)
                  FROM (SELECT c.length_bytes,
                               (SELECT COUNT(*) FROM replica r WHERE r.chunk_id = c.id AND r.state <> 'MISSING') AS replicas
                          FROM chunk c WHERE %s) unreferenced""".formatted(UNREFERENCED));
        Amount replicas = amount("SELECT COUNT(*), COALESCE(SUM(length_bytes), 0) FROM removal WHERE " + LEAVING);
        return new Released(entries, chunks.count(), chunks.bytes(), replicas.count(), replicas.bytes());
    }

    private Amount amount(String sql) {
        return jdbc.sql(sql)
                .query((row, _) -> new Amount(row.getLong(1), row.getLong(2)))
                .single();
    }

    private void mark(String table, String id, String which, String who) {
        int marked;
        do {
            marked = transactions.call(() -> {
                List<byte[]> ids = jdbc.sql(
                                "SELECT %s FROM %s WHERE %s LIMIT %d".formatted(id, table, which, SqlLists.MAX_VALUES))
                        .query((row, _) -> row.getBytes(1))
                        .list();
                return ids.isEmpty()
                        ? 0
                        : jdbc.sql("UPDATE %s SET released_by = :who WHERE %s IN (:ids) AND %s"
                                        .formatted(table, id, which))
                                .param("who", who.getBytes(StandardCharsets.UTF_8))
                                .param("ids", ids)
                                .update();
            });
        } while (marked > 0);
    }
}
