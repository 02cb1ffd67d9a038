package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ForgottenReplicas;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes a line in the ledger for each replica that is no longer recorded because its node was removed from the cluster. */
@Component
class DepartingReplicas implements ForgottenReplicas {

    private final Ledger ledger;
    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    DepartingReplicas(Ledger ledger, JdbcClient jdbc, JdbcTemplate batches) {
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** In the order of the index, so that no more rows are read than go. */
    @Override
    public int forget(NodeId node, int limit) {
        String name = jdbc.sql("SELECT name FROM node WHERE id = ?")
                .param(SqlValues.bytes(node))
                .query(String.class)
                .optional()
                .orElse("?");
        List<ReplicaKey> replicas = jdbc.sql("""
                        SELECT chunk_id FROM replica WHERE node_id = ?
                         ORDER BY node_id, state, chunk_id LIMIT ? FOR UPDATE""")
                .params(SqlValues.bytes(node), limit)
                .query((row, _) -> new ReplicaKey(new ChunkId(SqlValues.uuid(row.getBytes(1))), node))
                .list();
        batches.batchUpdate(
                "DELETE FROM replica WHERE chunk_id = ? AND node_id = ?",
                replicas.stream()
                        .map(replica -> new Object[] {SqlValues.bytes(replica.chunkId()), SqlValues.bytes(node)})
                        .toList());
        ledger.write(replicas.stream()
                .map(replica -> new Ledger.Line(
                        replica,
                        Ids.next(),
                        RemovalReason.NODE_REMOVED,
                        LedgerEntry.Step.FORGOTTEN,
                        "%s was removed from the cluster; its files stay on its disks".formatted(name)))
                .toList());
        return replicas.size();
    }
}
