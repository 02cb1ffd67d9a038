package io.dfs.metadata.repair;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads chunks with their replicas, those of one statement as of one moment. */
@Component
public class ChunkFactsReader {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** One row for each replica, or one for a chunk without any. */
    private static final String SELECT = """
            SELECT c.id, c.length_bytes, c.crc32c, c.replication_factor, c.reclaimed_at IS NOT NULL AS reclaimed,
                   EXISTS (SELECT 1 FROM extent e WHERE e.chunk_id = c.id) AS referenced,
                   r.node_id, r.state, r.verified_at IS NOT NULL AS verified
              FROM %s c LEFT JOIN replica r ON r.chunk_id = c.id
            """;

    private static final String PAGE =
            SELECT.formatted("(SELECT * FROM chunk WHERE id > :after ORDER BY id LIMIT :limit)")
                    + " ORDER BY c.id, r.node_id";

    private static final String BY_ID = SELECT.formatted("chunk") + " WHERE c.id IN (:ids) ORDER BY c.id, r.node_id";

    /** One state at a time, in the order of the index, so that no more rows are read than are wanted. */
    private static final String BY_NODE = """
            SELECT chunk_id FROM replica WHERE node_id = ? AND state = ? AND chunk_id > ?
             ORDER BY node_id, state, chunk_id LIMIT ?""";

    private final JdbcClient jdbc;
    private final Removals removals;

    ChunkFactsReader(JdbcClient jdbc, Removals removals) {
        this.jdbc = jdbc;
        this.removals = removals;
    }

    /** @param last the id of the last chunk that the page is about, if there may be more behind it */
    record Page(List<ChunkFacts> chunks, @Nullable ChunkId last) {}

    /** The next chunks in the order of their ids. */
    Page page(@Nullable ChunkId after, int limit) {
        byte[] last = SqlValues.bytes(after == null ? BEFORE_ALL : after.value());
        List<ChunkFacts> page = chunks(jdbc.sql(PAGE).param("after", last).param("limit", limit));
        return new Page(page, page.size() < limit ? null : page.getLast().id());
    }

    /** The next of the chunks of which a node has a replica, good or bad. */
    Page pageOf(NodeId node, @Nullable ChunkId after, int limit) {
        TreeSet<ChunkId> ids = new TreeSet<>();
        for (ReplicaState state : ReplicaState.values()) {
            ids.addAll(idsOf(node, state, after, limit));
        }
        List<ChunkId> page = ids.stream().limit(limit).toList();
        return new Page(List.copyOf(of(page).values()), page.size() < limit ? null : page.getLast());
    }

    /** The next of the chunks of which a node has a replica in that state. */
    List<ChunkId> idsOf(NodeId node, ReplicaState state, @Nullable ChunkId after, int limit) {
        return jdbc.sql(BY_NODE)
                .params(
                        SqlValues.bytes(node.value()),
                        state.name(),
                        SqlValues.bytes(after == null ? BEFORE_ALL : after.value()),
                        limit)
                .query((row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))))
                .list();
    }

    /** Those that there are of the chunks asked for. */
    Map<ChunkId, ChunkFacts> of(Collection<ChunkId> ids) {
        Map<ChunkId, ChunkFacts> facts = new LinkedHashMap<>();
        for (List<byte[]> part : parts(ids)) {
            chunks(jdbc.sql(BY_ID).param("ids", part)).forEach(chunk -> facts.put(chunk.id(), chunk));
        }
        return facts;
    }

    /** The same, with the nodes that are just giving a file of the chunk away. */
    public Map<ChunkId, ChunkFacts> withLeaving(Collection<ChunkId> ids) {
        Map<ChunkId, ChunkFacts> facts = of(ids);
        removals.pendingNodes(facts.keySet())
                .forEach((id, nodes) -> facts.computeIfPresent(id, (_, chunk) -> chunk.leaving(nodes)));
        return facts;
    }

    /** Locks the chunks' rows, in the order of their ids, so that no one else decides about their replicas meanwhile. */
    void lock(Collection<ChunkId> ids) {
        for (List<byte[]> part : parts(ids)) {
            jdbc.sql("SELECT id FROM chunk WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                    .param("ids", part)
                    .query((row, _) -> row.getBytes(1))
                    .list();
        }
    }

    private static List<List<byte[]>> parts(Collection<ChunkId> ids) {
        return SqlLists.parts(
                ids.stream().sorted().map(id -> SqlValues.bytes(id.value())).toList());
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
                : List.of(new Replica(
                        new NodeId(SqlValues.uuid(nodeId)),
                        ReplicaState.valueOf(row.getString("state")),
                        row.getBoolean("verified")));
        return new ChunkFacts(
                new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                row.getLong("length_bytes"),
                Crc32c.ofUnsigned(row.getLong("crc32c")),
                row.getInt("replication_factor"),
                row.getBoolean("referenced"),
                row.getBoolean("reclaimed"),
                replicas,
                Set.of());
    }

    private static ChunkFacts joined(ChunkFacts first, ChunkFacts second) {
        List<Replica> replicas = new ArrayList<>(first.replicas());
        replicas.addAll(second.replicas());
        return first.with(replicas);
    }
}
