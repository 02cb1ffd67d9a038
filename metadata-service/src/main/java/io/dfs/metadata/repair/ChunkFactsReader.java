package io.dfs.metadata.repair;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads chunks with their replicas, in one statement and so as of one moment. */
@Component
class ChunkFactsReader {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** One row for each replica, or one for a chunk without any. */
    private static final String SELECT = """
            SELECT c.id, c.length_bytes, c.crc32c, c.replication_factor,
                   EXISTS (SELECT 1 FROM extent e WHERE e.chunk_id = c.id) AS referenced,
                   r.node_id, r.state
              FROM %s c LEFT JOIN replica r ON r.chunk_id = c.id
            """;

    private static final String PAGE =
            SELECT.formatted("(SELECT * FROM chunk WHERE id > :after ORDER BY id LIMIT :limit)")
                    + " ORDER BY c.id, r.node_id";

    private static final String BY_ID = SELECT.formatted("chunk") + " WHERE c.id IN (:ids) ORDER BY c.id, r.node_id";

    private final JdbcClient jdbc;

    ChunkFactsReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next chunks in the order of their ids. */
    List<ChunkFacts> page(@Nullable ChunkId after, int limit) {
        byte[] last = SqlValues.bytes(after == null ? BEFORE_ALL : after.value());
        return chunks(jdbc.sql(PAGE).param("after", last).param("limit", limit));
    }

    /** Those that there are of the chunks asked for. */
    Map<ChunkId, ChunkFacts> of(Collection<ChunkId> ids) {
        Map<ChunkId, ChunkFacts> facts = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            List<byte[]> bytes =
                    ids.stream().map(id -> SqlValues.bytes(id.value())).toList();
            chunks(jdbc.sql(BY_ID).param("ids", bytes)).forEach(chunk -> facts.put(chunk.id(), chunk));
        }
        return facts;
    }

    private static List<ChunkFacts> chunks(JdbcClient.StatementSpec query) {
        return query.query(rows -> {
            Map<ChunkId, ChunkFacts> chunks = new LinkedHashMap<>();
            while (rows.next()) {
                ChunkFacts row = row(rows);
                chunks.merge(row.id(), row, ChunkFactsReader::joined);
            }
            return List.copyOf(chunks.values());
        });
    }

    private static ChunkFacts row(ResultSet row) throws SQLException {
        byte[] nodeId = row.getBytes("node_id");
        List<Replica> replicas = nodeId == null
                ? List.of()
                : List.of(
                        new Replica(new NodeId(SqlValues.uuid(nodeId)), ReplicaState.valueOf(row.getString("state"))));
        return new ChunkFacts(
                new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                row.getLong("length_bytes"),
                Crc32c.ofUnsigned(row.getLong("crc32c")),
                row.getInt("replication_factor"),
                row.getBoolean("referenced"),
                replicas);
    }

    private static ChunkFacts joined(ChunkFacts first, ChunkFacts second) {
        List<Replica> replicas = new ArrayList<>(first.replicas());
        replicas.addAll(second.replicas());
        return new ChunkFacts(
                first.id(),
                first.lengthBytes(),
                first.crc32c(),
                first.replicationFactor(),
                first.referenced(),
                replicas);
    }
}
