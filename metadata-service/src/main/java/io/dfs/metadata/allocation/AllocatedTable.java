package io.dfs.metadata.allocation;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Chunks that were allocated and that no file has yet, as all services know them. Each call within a transaction. */
@Component
class AllocatedTable {

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    AllocatedTable(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** @param bytes on all nodes of the ticket */
    record Claim(ChunkId chunk, String principal, long bytes) {}

    /** A chunk that gets more places counts more. */
    void insert(List<Claim> claims, Instant now) {
        batches.batchUpdate("""
                INSERT INTO allocated (chunk_id, principal, bytes, allocated_at) VALUES (?, ?, ?, ?)
                ON DUPLICATE KEY UPDATE bytes = bytes + VALUES(bytes)
                """, claims.stream().map(claim -> row(claim, now)).toList());
    }

    private static Object[] row(Claim claim, Instant now) {
        return new Object[] {
            SqlValues.bytes(claim.chunk()),
            claim.principal().getBytes(StandardCharsets.UTF_8),
            claim.bytes(),
            SqlValues.time(now)
        };
    }

    /** Forgets up to {@code limit} chunks that a commit has made part of a file meanwhile; how many. */
    int dropCommitted(int limit) {
        List<byte[]> committed = jdbc.sql(
                        "SELECT a.chunk_id FROM allocated a JOIN chunk c ON c.id = a.chunk_id LIMIT ?")
                .param(limit)
                .query((row, _) -> row.getBytes(1))
                .list();
        for (List<byte[]> part : SqlLists.parts(committed)) {
            jdbc.sql("DELETE FROM allocated WHERE chunk_id IN (:chunks)")
                    .param("chunks", part)
                    .update();
        }
        return committed.size();
    }

    /** Forgets up to {@code limit} chunks that were allocated before that; how many. */
    int dropBefore(Instant oldest, int limit) {
        return jdbc.sql("DELETE FROM allocated WHERE allocated_at < ? LIMIT ?")
                .param(SqlValues.time(oldest))
                .param(limit)
                .update();
    }

    Map<String, Usage> byPrincipal() {
        Map<String, Usage> usages = new HashMap<>();
        jdbc.sql("SELECT principal, SUM(bytes), COUNT(*) FROM allocated GROUP BY principal")
                .query(row -> {
                    usages.put(
                            new String(row.getBytes(1), StandardCharsets.UTF_8),
                            new Usage(row.getLong(2), row.getLong(3)));
                });
        return usages;
    }
}
