package io.dfs.metadata.node;

import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeStatus;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** An admin's word that the unknown chunks on nodes are orphans, however many they are and even if they are held. */
@Component
class OrphanAcceptances {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanAcceptances.class);

    private final Nodes nodes;
    private final JdbcClient jdbc;
    private final Transactions transactions;

    OrphanAcceptances(Nodes nodes, JdbcClient jdbc, Transactions transactions) {
        this.nodes = nodes;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    NodeStatus accept(String name) {
        NodeView node = nodes.view(name);
        transactions.run(() -> jdbc.sql("UPDATE node SET orphans_accepted_at = CURRENT_TIMESTAMP(6) WHERE id = ?")
                .param(SqlValues.bytes(node.address().id().value()))
                .update());
        NodeStatus status = nodes.status(name);
        LOG.warn("an admin accepted that the {} unknown chunks on {} are orphans", status.unknownChunks(), name);
        return status;
    }

    /** The same for every node that has reported its chunks: what is still unknown of the others no one can agree to. */
    NodeList acceptAll() {
        transactions.run(() -> jdbc.sql(
                        "UPDATE node SET orphans_accepted_at = CURRENT_TIMESTAMP(6) WHERE reported_at IS NOT NULL")
                .update());
        List<NodeStatus> all = nodes.statuses();
        LOG.warn(
                "an admin accepted that the {} unknown chunks on all nodes are orphans",
                all.stream().mapToLong(NodeStatus::unknownChunks).sum());
        return new NodeList(all);
    }
}
