package io.dfs.metadata.explain;

import io.dfs.common.api.ChunkExplanation;
import io.dfs.common.api.Explanation;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.namespace.Entry;
import io.dfs.metadata.namespace.Namespace;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.repair.ChunkFacts;
import io.dfs.metadata.repair.ChunkFactsReader;
import io.dfs.metadata.repair.RepairItemsReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Explains a file, some of its chunks at a time. */
@Service
class Explanations {

    /** Each chunk's explanation names every node of the cluster. */
    static final int MAX_LIMIT = 100;

    private static final String CHUNKS = """
            SELECT chunk_id, MIN(position) AS position, SUM(length_bytes) AS file_bytes FROM extent WHERE file_id = :file
             GROUP BY chunk_id HAVING MIN(position) >= :from ORDER BY MIN(position) LIMIT :limit
            """;

    private static final String VERIFIED =
            "SELECT chunk_id, node_id, verified_at FROM replica WHERE chunk_id IN (:chunks) AND verified_at IS NOT NULL";

    /** A chunk, the position of the file's first extent on it, and how many bytes of the file it has. */
    private record Place(ChunkId chunk, int position, long fileBytes) {}

    private final Namespace namespace;
    private final JdbcClient jdbc;
    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final SafeMode safeMode;
    private final Removals removals;
    private final RepairItemsReader repairs;
    private final Transactions transactions;

    Explanations(
            Namespace namespace,
            JdbcClient jdbc,
            ChunkFactsReader chunks,
            Nodes nodes,
            SafeMode safeMode,
            Removals removals,
            RepairItemsReader repairs,
            Transactions transactions) {
        this.namespace = namespace;
        this.jdbc = jdbc;
        this.chunks = chunks;
        this.nodes = nodes;
        this.safeMode = safeMode;
        this.removals = removals;
        this.repairs = repairs;
        this.transactions = transactions;
    }

    Explanation explain(FilePath path, int from, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "limit is %d; it must be from 1 to %d".formatted(limit, MAX_LIMIT));
        }
        return transactions.call(() -> {
            Entry entry = namespace.get(path);
            Entry.Content content = entry.content(path);
            // One more than asked for tells whether there is another page.
            List<Place> found = places(entry.id(), from, limit + 1);
            boolean more = found.size() > limit;
            List<Place> page = more ? found.subList(0, limit) : found;
            return new Explanation(
                    path,
                    content.replicationFactor(),
                    explain(path, page),
                    more ? found.getLast().position() : null);
        });
    }

    private List<Place> places(UUID file, int from, int limit) {
        return jdbc.sql(CHUNKS)
                .param("file", SqlValues.bytes(file))
                .param("from", from)
                .param("limit", limit)
                .query((row, _) ->
                        new Place(new ChunkId(SqlValues.uuid(row.getBytes(1))), row.getInt(2), row.getLong(3)))
                .list();
    }

    private List<ChunkExplanation> explain(FilePath path, List<Place> places) {
        if (places.isEmpty()) {
            return List.of();
        }
        List<ChunkId> ids = places.stream().map(Place::chunk).toList();
        Map<ChunkId, ChunkFacts> facts = chunks.withLeaving(ids);
        Map<ChunkId, Map<NodeId, Instant>> verified = verified(ids);
        Map<ChunkId, List<QuarantineItem>> leaving = removals.ofChunks(ids);
        Map<ChunkId, RepairItem> work = repairs.ofChunks(ids, path);
        Map<NodeId, NodeView> views = nodes.views();
        SafeModeState mode = safeMode.state();
        // All nodes and zones are an admin's business, and what else a chunk has; a reader is told of the file's own.
        boolean wholeCluster = Callers.isAdmin();
        List<ChunkExplanation> explanations = new ArrayList<>();
        for (Place place : places) {
            ChunkFacts chunk = facts.get(place.chunk());
            if (chunk != null) {
                ChunkExplanation whole = ChunkExplainer.explain(
                        new ChunkScene(
                                place.position(),
                                chunk,
                                views,
                                verified.getOrDefault(place.chunk(), Map.of()),
                                leaving.getOrDefault(place.chunk(), List.of()),
                                work.get(place.chunk()),
                                mode),
                        wholeCluster);
                explanations.add(wholeCluster ? whole : whole.ofLength(place.fileBytes()));
            }
        }
        return explanations;
    }

    private Map<ChunkId, Map<NodeId, Instant>> verified(List<ChunkId> ids) {
        Map<ChunkId, Map<NodeId, Instant>> verified = new HashMap<>();
        jdbc.sql(VERIFIED)
                .param(
                        "chunks",
                        ids.stream().map(id -> SqlValues.bytes(id.value())).toList())
                .query(row -> {
                    verified.computeIfAbsent(
                                    new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))), _ -> new HashMap<>())
                            .put(
                                    new NodeId(SqlValues.uuid(row.getBytes("node_id"))),
                                    SqlValues.instant(row, "verified_at"));
                });
        return verified;
    }
}
