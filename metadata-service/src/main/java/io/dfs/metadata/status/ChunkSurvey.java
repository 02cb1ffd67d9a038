package io.dfs.metadata.status;

import io.dfs.common.api.EndangeredFile;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.EntryPaths;
import io.dfs.metadata.status.ClusterFacts.ChunkGroup;
import io.dfs.metadata.status.ClusterFacts.EndangeredFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts replicas. The database aggregates: one pass through the chunks, whatever their number, and what comes back is
 * bounded.
 */
@Component
class ChunkSurvey {

    /** Verifications older than this are late: a scrub takes half of it. */
    static final Duration LATE = Duration.ofDays(30);

    /** Endangered chunks that are looked at, and files that are counted. */
    static final int MAX_COUNTED = 10_000;

    /** Files that are named. */
    static final int MAX_NAMED = 100;

    /**
     * Chunks that a file uses, with the number of good replicas on nodes that are not dead. The nodes are no condition of the
     * inner query, or H2 would look for a chunk's replicas among all those of each node.
     */
    private static final String COUNTED = """
            (SELECT c.id, c.replication_factor, c.length_bytes,
                    (SELECT COUNT(CASE WHEN r.state = 'GOOD' AND r.node_id IN (:living) THEN 1 END)
                       FROM replica r WHERE r.chunk_id = c.id) AS good
               FROM chunk c
              WHERE EXISTS (SELECT 1 FROM extent x WHERE x.chunk_id = c.id)) counted
            """;

    private static final String GROUPS = """
            SELECT replication_factor, good, readable, COUNT(*) AS chunks, SUM(length_bytes) AS length_bytes
              FROM (SELECT replication_factor, length_bytes, good,
                           CASE WHEN good > 0 THEN 1
                                WHEN (SELECT COUNT(CASE WHEN s.state IN ('SUSPECT', 'FAILING') AND s.node_id IN (:living) THEN 1 END)
                                        FROM replica s WHERE s.chunk_id = counted.id) > 0 THEN 1
                                ELSE 0 END AS readable
                      FROM\s""" + COUNTED + """
                   ) judged
             GROUP BY replication_factor, good, readable
             ORDER BY replication_factor, good, readable
            """;

    /** The worst first. */
    private static final String ENDANGERED = "SELECT id, replication_factor, good FROM " + COUNTED + """
             WHERE good = 0 OR (good = 1 AND replication_factor > 1)
             ORDER BY good, id LIMIT :limit
            """;

    private static final String VERIFIED = """
            SELECT COUNT(CASE WHEN verified_at >= :late THEN 1 END) AS young,
                   COUNT(CASE WHEN verified_at < :late THEN 1 END) AS older,
                   COUNT(CASE WHEN verified_at IS NULL THEN 1 END) AS claimed
              FROM replica WHERE state IN ('GOOD', 'SUSPECT') AND node_id IN (:living)
            """;

    private record Endangered(ChunkId id, int replicationFactor, int goodReplicas) {}

    private final JdbcClient jdbc;
    private final EntryPaths paths;

    ChunkSurvey(JdbcClient jdbc, EntryPaths paths) {
        this.jdbc = jdbc;
        this.paths = paths;
    }

    List<ChunkGroup> groups(Living living) {
        return jdbc.sql(GROUPS)
                .param("living", living.nodeIds())
                .query((row, _) -> new ChunkGroup(
                        row.getInt("replication_factor"),
                        row.getInt("good"),
                        row.getInt("readable") == 1,
                        row.getLong("chunks"),
                        row.getLong("length_bytes")))
                .list();
    }

    VerifiedAges verified(Living living, Instant now) {
        return jdbc.sql(VERIFIED)
                .param("late", SqlValues.time(now.minus(LATE)))
                .param("living", living.nodeIds())
                .query((row, _) -> new VerifiedAges(row.getLong("young"), row.getLong("older"), row.getLong("claimed")))
                .single();
    }

    /** Files that a path leads to: what is in the trash is no one's worry. */
    EndangeredFiles endangered(Living living) {
        Map<UUID, Endangered> worstByFile = new LinkedHashMap<>();
        for (List<Endangered> part : SqlLists.parts(endangeredChunks(living))) {
            addFiles(part, worstByFile);
        }
        Map<UUID, FilePath> found = paths.of(worstByFile.keySet());
        List<EndangeredFile> first = new ArrayList<>();
        worstByFile.forEach((file, chunk) -> {
            FilePath path = found.get(file);
            if (path != null && first.size() < MAX_NAMED) {
                first.add(new EndangeredFile(path, chunk.id(), chunk.goodReplicas(), chunk.replicationFactor()));
            }
        });
        return new EndangeredFiles(first, found.size());
    }

    private List<Endangered> endangeredChunks(Living living) {
        return jdbc.sql(ENDANGERED)
                .param("living", living.nodeIds())
                .param("limit", MAX_COUNTED)
                .query((row, _) -> new Endangered(
                        new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                        row.getInt("replication_factor"),
                        row.getInt("good")))
                .list();
    }

    /** Keeps for each file the chunk that comes first, which is the worst. */
    private void addFiles(List<Endangered> chunks, Map<UUID, Endangered> worstByFile) {
        int room = MAX_COUNTED - worstByFile.size();
        if (room <= 0) {
            return;
        }
        Map<ChunkId, Set<UUID>> filesByChunk = new HashMap<>();
        jdbc.sql("SELECT DISTINCT chunk_id, file_id FROM extent WHERE chunk_id IN (:chunks) LIMIT :limit")
                .param(
                        "chunks",
                        chunks.stream()
                                .map(chunk -> SqlValues.bytes(chunk.id().value()))
                                .toList())
                .param("limit", room)
                .query(row -> {
                    filesByChunk
                            .computeIfAbsent(new ChunkId(SqlValues.uuid(row.getBytes(1))), _ -> new LinkedHashSet<>())
                            .add(SqlValues.uuid(row.getBytes(2)));
                });
        for (Endangered chunk : chunks) {
            filesByChunk.getOrDefault(chunk.id(), Set.of()).forEach(file -> worstByFile.putIfAbsent(file, chunk));
        }
    }
}
