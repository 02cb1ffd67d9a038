package io.dfs.metadata.removal;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.removal.ChunkProof.Copy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what stands for chunks. */
@Component
class ChunkProofs {

    private final JdbcClient jdbc;

    ChunkProofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Locks the chunks' rows until the transaction ends, in the order of the ids, then reads: anyone who takes replicas or extents
     * of a chunk away, or adds extents, holds this lock. Unknown chunks are left out.
     */
    Map<ChunkId, ChunkProof> lock(Collection<ChunkId> ids) {
        for (List<byte[]> part : parts(ids)) {
            jdbc.sql("SELECT id FROM chunk WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                    .param("ids", part)
                    .query(byte[].class)
                    .list();
        }
        return read(ids);
    }

    Map<ChunkId, ChunkProof> read(Collection<ChunkId> ids) {
        Map<ChunkId, ChunkProof> proofs = new HashMap<>();
        for (List<byte[]> part : parts(ids)) {
            jdbc.sql("""
                            SELECT c.id, c.replication_factor, c.reclaimed_at, r.node_id, r.state, r.verified_at,
                                   EXISTS (SELECT 1 FROM extent e WHERE e.chunk_id = c.id) AS referenced
                              FROM chunk c LEFT JOIN replica r ON r.chunk_id = c.id
                             WHERE c.id IN (:ids)""").param("ids", part).query(row -> {
                ChunkProof proof = proof(row);
                proofs.merge(proof.id(), proof, ChunkProofs::joined);
            });
        }
        return proofs;
    }

    private static List<List<byte[]>> parts(Collection<ChunkId> ids) {
        return SqlLists.parts(new TreeSet<>(ids).stream().map(SqlValues::bytes).toList());
    }

    private static ChunkProof proof(ResultSet row) throws SQLException {
        byte[] nodeId = row.getBytes("node_id");
        List<Copy> copies = nodeId == null
                ? List.of()
                : List.of(new Copy(
                        new NodeId(SqlValues.uuid(nodeId)),
                        ReplicaState.valueOf(row.getString("state")),
                        SqlValues.instantOrNull(row, "verified_at") != null));
        return new ChunkProof(
                new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                row.getBoolean("referenced"),
                SqlValues.instantOrNull(row, "reclaimed_at") != null,
                row.getInt("replication_factor"),
                copies);
    }

    private static ChunkProof joined(ChunkProof first, ChunkProof second) {
        List<Copy> copies = new ArrayList<>(first.copies());
        copies.addAll(second.copies());
        return new ChunkProof(first.id(), first.referenced(), first.reclaimed(), first.replicationFactor(), copies);
    }
}
