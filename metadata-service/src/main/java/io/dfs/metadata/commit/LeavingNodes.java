package io.dfs.metadata.commit;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The nodes that are drained or being drained, as committed at this moment. */
@Component
class LeavingNodes {

    private final JdbcClient jdbc;

    LeavingNodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Set<NodeId> now() {
        return new HashSet<>(jdbc.sql("SELECT id FROM node WHERE admin_state IN ('DRAINING', 'DRAINED')")
                .query((row, _) -> new NodeId(SqlValues.uuid(row.getBytes(1))))
                .list());
    }
}
