package io.dfs.metadata.removal;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
public class UnknownChunksReader {

    private final JdbcClient jdbc;

    UnknownChunksReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of every node that has ever reported its chunks. */
    public Map<NodeId, UnknownChunks> byNode() {
        Map<NodeId, UnknownChunks> byNode = new HashMap<>();
        jdbc.sql("""
                        SELECT n.id, n.reported_chunks, n.unknown_chunks, n.orphans_accepted_at, c.reports_wanted_at
                          FROM node n CROSS JOIN cluster c WHERE n.reported_at IS NOT NULL""").query(row -> {
            byNode.put(
                    new NodeId(SqlValues.uuid(row.getBytes(1))),
                    new UnknownChunks(
                            row.getLong(2),
                            row.getLong(3),
                            SqlValues.instantOrNull(row, "orphans_accepted_at"),
                            SqlValues.instantOrNull(row, "reports_wanted_at")));
        });
        return byNode;
    }
}
