package io.dfs.metadata.repair;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.NodeView;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how full nodes are without what is on its way out, or a node would seem as full as before for days after a move. */
@Component
class NodeLoadsReader {

    private final JdbcClient jdbc;

    NodeLoadsReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    NodeLoads read(Map<NodeId, NodeView> nodes) {
        Map<NodeId, Long> leaving = new HashMap<>();
        jdbc.sql("""
                        SELECT n.id, n.quarantined_bytes + COALESCE(
                                   (SELECT SUM(r.length_bytes) FROM removal r
                                     WHERE r.node_id = n.id AND r.state = 'REQUESTED'), 0)
                          FROM node n""").query(row -> {
            leaving.put(new NodeId(SqlValues.uuid(row.getBytes(1))), row.getLong(2));
        });
        return new NodeLoads(nodes, leaving);
    }
}
