package io.dfs.metadata.reclaim;

import io.dfs.metadata.removal.RemovalCounts;
import io.dfs.metadata.removal.Removals;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what waits to be reclaimed, behind the trash. */
@Component
public class Waiting {

    /** @param unreferencedBytes of all replicas of those chunks */
    public record Counts(long unreferencedChunks, long unreferencedBytes, long orphanChunks, RemovalCounts removals) {}

    private final JdbcClient jdbc;
    private final Removals removals;

    Waiting(JdbcClient jdbc, Removals removals) {
        this.jdbc = jdbc;
        this.removals = removals;
    }

    public Counts counts() {
        long orphans = jdbc.sql("SELECT COUNT(*) FROM orphan").query(Long.class).single();
        return jdbc.sql("""
                        SELECT COUNT(DISTINCT c.id), COALESCE(SUM(CASE WHEN r.node_id IS NULL THEN 0 ELSE c.length_bytes END), 0)
                          FROM chunk c LEFT JOIN replica r ON r.chunk_id = c.id AND r.state <> 'MISSING'
                         WHERE c.reclaimed_at IS NULL AND c.unreferenced_since IS NOT NULL""")
                .query((row, _) -> new Counts(row.getLong(1), row.getLong(2), orphans, removals.counts()))
                .single();
    }
}
