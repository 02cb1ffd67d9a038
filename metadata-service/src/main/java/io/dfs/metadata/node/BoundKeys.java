package io.dfs.metadata.node;

import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodePublicKey;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads to which keys nodes are bound. */
@Component
class BoundKeys {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    BoundKeys(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    BoundKey of(NodeId nodeId) {
        return transactions.call(() -> jdbc.sql("SELECT name, public_key FROM node WHERE id = ?")
                .param(SqlValues.bytes(nodeId))
                .query((row, _) -> {
                    byte[] key = row.getBytes("public_key");
                    return key == null
                            ? new BoundKey.NotYet(row.getString("name"))
                            : new BoundKey.Known(NodePublicKey.of(key));
                })
                .optional()
                .orElseGet(BoundKey.NoNode::new));
    }
}
