package io.dfs.metadata.file;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads a file's extents with their chunks and replicas: one statement however many there are. */
@Component
class ExtentRows {

    /** One row for each replica, or one for an extent whose chunk has none. */
    private static final String EXTENTS = """
            SELECT x.position, x.chunk_id, x.chunk_offset, x.length_bytes, x.crc32c,
                   c.length_bytes AS chunk_length_bytes, c.crc32c AS chunk_crc32c, r.node_id, r.state, r.verified_at
              FROM extent x
              JOIN chunk c ON c.id = x.chunk_id
              LEFT JOIN replica r ON r.chunk_id = x.chunk_id
             WHERE x.file_id = :file AND x.position BETWEEN :first AND :last
             ORDER BY x.position, r.node_id
            """;

    /** Where each extent begins in the file follows from the lengths of those before it. */
    private static final String POSITIONS = """
            SELECT position, file_offset
              FROM (SELECT position, length_bytes,
                           SUM(length_bytes) OVER (ORDER BY position) - length_bytes AS file_offset
                      FROM extent WHERE file_id = :file) extents
             WHERE file_offset < :end AND file_offset + length_bytes > :offset
             ORDER BY position LIMIT :limit
            """;

    /** An extent, its chunk, and every replica of that. */
    record ExtentRow(
            int position,
            ChunkId chunkId,
            long chunkOffset,
            long lengthBytes,
            Crc32c crc32c,
            long chunkLengthBytes,
            Crc32c chunkCrc32c,
            List<ReplicaRow> replicas) {

        /** Whether the chunk has bytes that are not of this extent: a pack's may be of files that the reader must not know. */
        boolean sharesItsChunk() {
            return lengthBytes != chunkLengthBytes;
        }
    }

    record ReplicaRow(
            NodeId nodeId, ReplicaState state, @Nullable Instant verifiedAt) {}

    /** Where in its file an extent begins. */
    record Position(int position, long fileOffset) {}

    private final JdbcClient jdbc;

    ExtentRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<ExtentRow> all(UUID fileId) {
        return between(fileId, 0, Integer.MAX_VALUE);
    }

    /** In the order of the positions; both ends included. */
    List<ExtentRow> between(UUID fileId, int first, int last) {
        return jdbc.sql(EXTENTS)
                .param("file", SqlValues.bytes(fileId))
                .param("first", first)
                .param("last", last)
                .query(ExtentRows::extents);
    }

    /** The extents that have bytes from {@code offset} on and before {@code end}, the first {@code limit} of them. */
    List<Position> positions(UUID fileId, long offset, long end, int limit) {
        return jdbc.sql(POSITIONS)
                .param("file", SqlValues.bytes(fileId))
                .param("offset", offset)
                .param("end", end)
                .param("limit", limit)
                .query((row, _) -> new Position(row.getInt("position"), row.getLong("file_offset")))
                .list();
    }

    private static List<ExtentRow> extents(ResultSet rows) throws SQLException {
        List<ExtentRow> extents = new ArrayList<>();
        List<ReplicaRow> replicas = new ArrayList<>();
        while (rows.next()) {
            if (extents.isEmpty() || extents.getLast().position() != rows.getInt("position")) {
                replicas = new ArrayList<>();
                extents.add(extent(rows, replicas));
            }
            byte[] nodeId = rows.getBytes("node_id");
            if (nodeId != null) {
                replicas.add(new ReplicaRow(
                        new NodeId(SqlValues.uuid(nodeId)),
                        ReplicaState.valueOf(rows.getString("state")),
                        SqlValues.instantOrNull(rows, "verified_at")));
            }
        }
        return extents;
    }

    private static ExtentRow extent(ResultSet row, List<ReplicaRow> replicas) throws SQLException {
        return new ExtentRow(
                row.getInt("position"),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                row.getLong("chunk_offset"),
                row.getLong("length_bytes"),
                Crc32c.ofUnsigned(row.getLong("crc32c")),
                row.getLong("chunk_length_bytes"),
                Crc32c.ofUnsigned(row.getLong("chunk_crc32c")),
                replicas);
    }
}
