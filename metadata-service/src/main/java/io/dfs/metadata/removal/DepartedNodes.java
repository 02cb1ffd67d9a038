package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends the removals of nodes that were removed from the cluster: no one will ever tell of them. Their files stay. */
@Component
public class DepartedNodes {

    private final RemovalTable removals;
    private final Ledger ledger;
    private final GivenUpChunks givenUp;
    private final Transactions transactions;
    private final JdbcClient jdbc;

    DepartedNodes(
            RemovalTable removals, Ledger ledger, GivenUpChunks givenUp, Transactions transactions, JdbcClient jdbc) {
        this.removals = removals;
        this.ledger = ledger;
        this.givenUp = givenUp;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /** @param limit removals of each node at most */
    public void forget(Set<NodeId> registered, int limit) {
        jdbc
                .sql("SELECT DISTINCT node_id FROM removal UNION SELECT DISTINCT node_id FROM orphan")
                .query((row, _) -> new NodeId(SqlValues.uuid(row.getBytes(1))))
                .list()
                .stream()
                .filter(node -> !registered.contains(node))
                .forEach(node -> transactions.run(() -> forget(node, limit)));
    }

    private void forget(NodeId node, int limit) {
        byte[] nodeId = SqlValues.bytes(node);
        // It may have registered since.
        if (jdbc.sql("SELECT 1 FROM node WHERE id = ?")
                .param(nodeId)
                .query(Integer.class)
                .optional()
                .isPresent()) {
            return;
        }
        List<Removal> rows = removals.ofNode(node, limit);
        removals.delete(rows.stream().map(Removal::id).toList());
        ledger.write(rows.stream()
                .map(row -> new Ledger.Line(
                        row,
                        LedgerEntry.Step.FORGOTTEN,
                        "the node was removed from the cluster; its files stay on its disks"))
                .toList());
        givenUp.forget(rows.stream().map(Removal::chunkId).toList());
        jdbc.sql("DELETE FROM orphan WHERE node_id = ? LIMIT ?")
                .params(nodeId, limit)
                .update();
    }
}
