package io.dfs.metadata.commit;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.removal.ReplicaKey;
import io.dfs.metadata.time.ReceiptAge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Compares receipts that are not of the last minutes, as a resumed upload has them, with what their nodes have reported since:
 * a receipt proves only what is still true.
 */
@Component
class OldReceipts {

    private final JdbcClient jdbc;

    OldReceipts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** When the bytes were last known to be right (I-10). */
    static Instant verifiedAt(Instant signedAt, Instant now) {
        return ReceiptAge.isOld(signedAt, now) ? signedAt : now;
    }

    /**
     * The chunks without the word of nodes whose last complete chunk report is newer and does not name the chunk: neither is
     * the replica recorded, nor is there a claim of it. Most commits have no old receipt, and cost nothing here.
     *
     * @param now by the database's clock
     */
    List<WrittenChunk> withoutContradicted(Collection<WrittenChunk> chunks, Instant now) {
        Set<ReplicaKey> old = old(chunks, now);
        if (old.isEmpty()) {
            return List.copyOf(chunks);
        }
        return withoutContradicted(chunks, now, reportedAt(old), named(old));
    }

    /**
     * The same. Pure.
     *
     * @param reportedAt when each node's last complete report began
     * @param named replicas that are recorded, or that their node claims to have
     */
    static List<WrittenChunk> withoutContradicted(
            Collection<WrittenChunk> chunks, Instant now, Map<NodeId, Instant> reportedAt, Set<ReplicaKey> named) {
        Set<ReplicaKey> old = old(chunks, now);
        List<WrittenChunk> rest = new ArrayList<>();
        for (WrittenChunk chunk : chunks) {
            Set<NodeId> contradicted = new HashSet<>();
            chunk.signedAt().forEach((node, signedAt) -> {
                ReplicaKey replica = new ReplicaKey(chunk.id(), node);
                Instant report = reportedAt.getOrDefault(node, Instant.MIN);
                boolean since = signedAt.plus(TokenSigner.CLOCK_SKEW).isBefore(report);
                if (old.contains(replica) && since && !named.contains(replica)) {
                    contradicted.add(node);
                }
            });
            rest.add(contradicted.isEmpty() ? chunk : chunk.without(contradicted));
        }
        return rest;
    }

    private static Set<ReplicaKey> old(Collection<WrittenChunk> chunks, Instant now) {
        Set<ReplicaKey> old = new HashSet<>();
        chunks.forEach(chunk -> chunk.signedAt().forEach((node, signedAt) -> {
            if (ReceiptAge.isOld(signedAt, now)) {
                old.add(new ReplicaKey(chunk.id(), node));
            }
        }));
        return old;
    }

    private Map<NodeId, Instant> reportedAt(Set<ReplicaKey> replicas) {
        Map<NodeId, Instant> reportedAt = new HashMap<>();
        jdbc.sql("SELECT id, reported_at FROM node WHERE reported_at IS NOT NULL AND id IN (:ids)")
                .param(
                        "ids",
                        replicas.stream()
                                .map(ReplicaKey::nodeId)
                                .distinct()
                                .map(SqlValues::bytes)
                                .toList())
                .query(row -> {
                    reportedAt.put(new NodeId(SqlValues.uuid(row.getBytes(1))), SqlValues.instant(row, "reported_at"));
                });
        return reportedAt;
    }

    private Set<ReplicaKey> named(Set<ReplicaKey> replicas) {
        Set<ReplicaKey> named = new HashSet<>();
        Set<ChunkId> chunks = new TreeSet<>();
        replicas.forEach(replica -> chunks.add(replica.chunkId()));
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(chunks))) {
            jdbc.sql("""
                            SELECT chunk_id, node_id FROM orphan WHERE chunk_id IN (:ids)
                            UNION SELECT chunk_id, node_id FROM replica WHERE chunk_id IN (:ids)""")
                    .param("ids", part.stream().map(SqlValues::bytes).toList())
                    .query(row -> {
                        named.add(new ReplicaKey(
                                new ChunkId(SqlValues.uuid(row.getBytes(1))),
                                new NodeId(SqlValues.uuid(row.getBytes(2)))));
                    });
        }
        return named;
    }
}
