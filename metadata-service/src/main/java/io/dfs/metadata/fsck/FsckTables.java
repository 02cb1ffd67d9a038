package io.dfs.metadata.fsck;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what fsck compares. */
@Component
class FsckTables {

    private static final String EXTENTS = """
            SELECT x.file_id, x.position, x.chunk_id, x.chunk_offset, x.length_bytes, x.crc32c,
                   c.length_bytes AS chunk_length_bytes, c.crc32c AS chunk_crc32c, c.replication_factor
              FROM extent x JOIN chunk c ON c.id = x.chunk_id
             WHERE x.file_id IN (:files) AND x.position >= :first AND x.position < :end
             ORDER BY x.file_id, x.position
            """;

    private static final String LATE = """
            SELECT chunk_id, node_id FROM replica
             WHERE chunk_id IN (:chunks) AND (verified_at IS NULL OR verified_at < :late)
            """;

    private final JdbcClient jdbc;

    FsckTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of the entries that are there still, and files; at most as many as one statement takes. */
    List<FileFacts> files(Map<UUID, FilePath> paths) {
        if (paths.isEmpty()) {
            return List.of();
        }
        List<FileFacts> files = new ArrayList<>();
        jdbc.sql("SELECT id, length_bytes, crc32c, replication_factor FROM entry WHERE id IN (:ids) AND kind = 'FILE'")
                .param("ids", paths.keySet().stream().map(SqlValues::bytes).toList())
                .query(row -> {
                    UUID id = SqlValues.uuid(row.getBytes(1));
                    FilePath path = paths.get(id);
                    if (path != null) {
                        files.add(new FileFacts(
                                path, id, row.getLong(2), Crc32c.ofUnsigned(row.getLong(3)), row.getInt(4)));
                    }
                });
        return files;
    }

    Map<UUID, Integer> extentCounts(Collection<UUID> files) {
        Map<UUID, Integer> counts = new HashMap<>();
        if (!files.isEmpty()) {
            jdbc.sql("SELECT file_id, COUNT(*) FROM extent WHERE file_id IN (:ids) GROUP BY file_id")
                    .param("ids", files.stream().map(SqlValues::bytes).toList())
                    .query(row -> {
                        counts.put(SqlValues.uuid(row.getBytes(1)), row.getInt(2));
                    });
        }
        return counts;
    }

    /** In the order of the positions; {@code end} is not included. */
    Map<UUID, List<ExtentFacts>> extents(Collection<UUID> files, long first, long end) {
        Map<UUID, List<ExtentFacts>> extents = new HashMap<>();
        jdbc.sql(EXTENTS)
                .param("files", files.stream().map(SqlValues::bytes).toList())
                .param("first", first)
                .param("end", end)
                .query(row -> {
                    extents.computeIfAbsent(SqlValues.uuid(row.getBytes("file_id")), _ -> new ArrayList<>())
                            .add(extent(row));
                });
        return extents;
    }

    /** The nodes whose replica was last verified before that time, or never. */
    Map<ChunkId, Set<NodeId>> late(Collection<ChunkId> chunks, Instant before) {
        Map<ChunkId, Set<NodeId>> late = new HashMap<>();
        List<byte[]> ids =
                chunks.stream().map(chunk -> SqlValues.bytes(chunk.value())).toList();
        for (List<byte[]> part : SqlLists.parts(ids)) {
            jdbc.sql(LATE)
                    .param("chunks", part)
                    .param("late", SqlValues.time(before))
                    .query(row -> {
                        late.computeIfAbsent(new ChunkId(SqlValues.uuid(row.getBytes(1))), _ -> new HashSet<>())
                                .add(new NodeId(SqlValues.uuid(row.getBytes(2))));
                    });
        }
        return late;
    }

    private static ExtentFacts extent(ResultSet row) throws SQLException {
        return new ExtentFacts(
                row.getInt("position"),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                row.getLong("chunk_offset"),
                row.getLong("length_bytes"),
                Crc32c.ofUnsigned(row.getLong("crc32c")),
                row.getLong("chunk_length_bytes"),
                Crc32c.ofUnsigned(row.getLong("chunk_crc32c")),
                row.getInt("replication_factor"));
    }
}
