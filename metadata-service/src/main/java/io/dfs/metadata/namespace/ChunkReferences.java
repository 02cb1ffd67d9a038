package io.dfs.metadata.namespace;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What the files ask of the chunks below them. A chunk's replication factor is the largest among the files with an extent on
 * it, those in the trash included; a chunk without any is unreferenced, since the time that its row says.
 *
 * <p>Within one transaction: {@link #lock} first, then change files or extents, then {@link #refresh}. Of two transactions
 * that change files on one chunk the second waits, and counts what the first has left.
 */
@Component
public class ChunkReferences {

    private record Chunk(ChunkId id, int replicationFactor) {}

    private final JdbcTemplate jdbc;

    ChunkReferences(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The chunks that the files have extents on. */
    public Collection<ChunkId> of(Collection<UUID> fileIds) {
        TreeSet<ChunkId> chunks = new TreeSet<>();
        for (List<UUID> part : SqlLists.parts(List.copyOf(fileIds))) {
            chunks.addAll(jdbc.query(
                    "SELECT DISTINCT chunk_id FROM extent WHERE file_id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    (row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))),
                    part.stream().map(SqlValues::bytes).toArray()));
        }
        return chunks;
    }

    /** In the order of the ids, so that two that lock the same ones don't block each other. */
    public void lock(Collection<ChunkId> chunks) {
        for (List<ChunkId> part : sortedParts(chunks)) {
            jdbc.queryForList(
                    "SELECT id FROM chunk WHERE id IN (%s) ORDER BY id FOR UPDATE"
                            .formatted(SqlLists.placeholders(part.size())),
                    byte[].class,
                    bytes(part));
        }
    }

    /** Writes what the files ask for now. Returns the chunks that are to have more replicas than before. */
    public List<ChunkId> refresh(Collection<ChunkId> chunks) {
        List<ChunkId> raised = new ArrayList<>();
        for (List<ChunkId> part : sortedParts(chunks)) {
            Map<ChunkId, Integer> wanted = wantedFactors(part);
            List<ChunkId> unreferenced = new ArrayList<>();
            List<Chunk> changed = new ArrayList<>();
            for (Chunk chunk : chunks(part)) {
                Integer factor = wanted.get(chunk.id());
                if (factor == null) {
                    unreferenced.add(chunk.id());
                } else if (factor != chunk.replicationFactor()) {
                    changed.add(new Chunk(chunk.id(), factor));
                }
                if (factor != null && factor > chunk.replicationFactor()) {
                    raised.add(chunk.id());
                }
            }
            markUnreferenced(unreferenced);
            setFactors(changed);
        }
        return raised;
    }

    /** Says of those that are unreferenced now that their space is to be freed without the usual waiting. */
    void release(String by, Collection<ChunkId> chunks) {
        for (List<ChunkId> part : sortedParts(chunks)) {
            List<Object> values = new ArrayList<>();
            values.add(by.getBytes(StandardCharsets.UTF_8));
            values.addAll(List.of(bytes(part)));
            jdbc.update(
                    "UPDATE chunk SET released_by = ? WHERE unreferenced_since IS NOT NULL AND id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    values.toArray());
        }
    }

    private Map<ChunkId, Integer> wantedFactors(List<ChunkId> part) {
        Map<ChunkId, Integer> factors = new HashMap<>();
        jdbc.query(
                """
                SELECT x.chunk_id, MAX(e.replication_factor) FROM extent x JOIN entry e ON e.id = x.file_id
                 WHERE x.chunk_id IN (%s) GROUP BY x.chunk_id""".formatted(SqlLists.placeholders(part.size())),
                row -> {
                    factors.put(new ChunkId(SqlValues.uuid(row.getBytes(1))), row.getInt(2));
                },
                bytes(part));
        return factors;
    }

    private List<Chunk> chunks(List<ChunkId> part) {
        return jdbc.query(
                "SELECT id, replication_factor FROM chunk WHERE id IN (%s) ORDER BY id"
                        .formatted(SqlLists.placeholders(part.size())),
                (row, _) -> new Chunk(new ChunkId(SqlValues.uuid(row.getBytes(1))), row.getInt(2)),
                bytes(part));
    }

    private void markUnreferenced(List<ChunkId> chunks) {
        if (!chunks.isEmpty()) {
            jdbc.update(
                    "UPDATE chunk SET unreferenced_since = CURRENT_TIMESTAMP(6), released_by = NULL WHERE unreferenced_since IS NULL AND id IN (%s)"
                            .formatted(SqlLists.placeholders(chunks.size())),
                    bytes(chunks));
        }
    }

    private void setFactors(List<Chunk> chunks) {
        jdbc.batchUpdate(
                "UPDATE chunk SET replication_factor = ? WHERE id = ?", chunks, SqlLists.MAX_VALUES, (row, chunk) -> {
                    row.setInt(1, chunk.replicationFactor());
                    row.setBytes(2, SqlValues.bytes(chunk.id().value()));
                });
    }

    private static List<List<ChunkId>> sortedParts(Collection<ChunkId> chunks) {
        return SqlLists.parts(List.copyOf(new TreeSet<>(chunks)));
    }

    private static Object[] bytes(List<ChunkId> chunks) {
        return chunks.stream().map(id -> SqlValues.bytes(id.value())).toArray();
    }
}
