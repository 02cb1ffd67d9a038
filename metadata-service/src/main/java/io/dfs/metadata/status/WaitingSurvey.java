package io.dfs.metadata.status;

import io.dfs.common.api.WaitingBytes;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.status.ClusterFacts.ClockJump;
import io.dfs.metadata.status.ClusterFacts.WaitingFacts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what waits to be removed, step by step (I-4). */
@Component
class WaitingSurvey {

    /** The directory that holds what is in the trash; the migration makes it. */
    private static final UUID TRASH = new UUID(0, 1);

    /** Only directories are collected on the way, however many files there are. The casts: H2 takes the column for text. */
    private static final String IN_TRASH = """
            WITH RECURSIVE directory (id) AS (
                SELECT id FROM entry WHERE id = ?
                UNION ALL
                SELECT e.id FROM directory d JOIN entry e ON e.parent_id = CAST(d.id AS BINARY(16)) AND e.kind = 'DIRECTORY')
            SELECT COUNT(*) AS files, COALESCE(SUM(e.length_bytes), 0) AS length_bytes
              FROM directory d JOIN entry e ON e.parent_id = CAST(d.id AS BINARY(16)) AND e.kind = 'FILE'
            """;

    /** Without those that were given up: their removals are counted. */
    private static final String UNREFERENCED = """
            SELECT COUNT(*) AS chunks, COALESCE(SUM(length_bytes * replicas), 0) AS length_bytes
              FROM (SELECT c.length_bytes,
                           (SELECT COUNT(*) FROM replica r WHERE r.chunk_id = c.id AND r.state <> 'MISSING') AS replicas
                      FROM chunk c WHERE c.unreferenced_since IS NOT NULL AND c.reclaimed_at IS NULL) unreferenced
            """;

    private static final String REMOVALS = """
            SELECT state, COUNT(*) AS replicas, SUM(length_bytes) AS length_bytes,
                   COUNT(CASE WHEN last_error IS NOT NULL THEN 1 END) AS failing
              FROM removal GROUP BY state
            """;

    private record Amount(long count, long lengthBytes) {

        static final Amount NONE = new Amount(0, 0);

        Amount plus(Amount other) {
            return new Amount(count + other.count, lengthBytes + other.lengthBytes);
        }
    }

    private record Removals(String state, Amount amount, long failing) {}

    private final JdbcClient jdbc;

    WaitingSurvey(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    WaitingFacts read() {
        Amount trash = jdbc.sql(IN_TRASH)
                .param(SqlValues.bytes(TRASH))
                .query((row, _) -> new Amount(row.getLong("files"), row.getLong("length_bytes")))
                .single();
        Amount unreferenced = jdbc.sql(UNREFERENCED)
                .query((row, _) -> new Amount(row.getLong("chunks"), row.getLong("length_bytes")))
                .single();
        long orphans = jdbc.sql("SELECT COUNT(*) FROM orphan").query(Long.class).single();
        Map<String, Removals> removals = jdbc
                .sql(REMOVALS)
                .query((row, _) -> new Removals(
                        row.getString("state"),
                        new Amount(row.getLong("replicas"), row.getLong("length_bytes")),
                        row.getLong("failing")))
                .list()
                .stream()
                .collect(Collectors.toMap(Removals::state, state -> state));
        Amount quarantined = Stream.of("QUARANTINED", "UNLINKING", "RESTORING")
                .map(state -> amount(removals, state))
                .reduce(Amount.NONE, Amount::plus);
        WaitingBytes bytes = new WaitingBytes(
                trash.count(),
                trash.lengthBytes(),
                unreferenced.count(),
                unreferenced.lengthBytes(),
                orphans,
                amount(removals, "REQUESTED").count(),
                quarantined.count(),
                quarantined.lengthBytes());
        return new WaitingFacts(
                bytes,
                removals.values().stream().mapToLong(Removals::failing).sum(),
                clockJump().orElse(null));
    }

    private Optional<ClockJump> clockJump() {
        return jdbc.sql("""
                        SELECT reclaim_paused_until, clock_jump_seconds FROM cluster
                         WHERE reclaim_paused_until > CURRENT_TIMESTAMP(6)""")
                .query((row, _) -> new ClockJump(
                        Duration.ofSeconds(row.getLong("clock_jump_seconds")),
                        SqlValues.instant(row, "reclaim_paused_until")))
                .optional();
    }

    private static Amount amount(Map<String, Removals> removals, String state) {
        Removals found = removals.get(state);
        return found == null ? Amount.NONE : found.amount();
    }
}
