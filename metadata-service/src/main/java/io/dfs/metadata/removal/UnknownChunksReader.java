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
                        SELECT id, reported_chunks, unknown_chunks, orphans_accepted_at
                          FROM node WHERE reported_at IS NOT NULL""").query(row -> {
            byNode.put(
                    new NodeId(SqlValues.uuid(row.getBytes(1))),
                    new UnknownChunks(
                            row.getLong(2), row.getLong(3), SqlValues.instantOrNull(row, "orphans_accepted_at")));
        });
        return byNode;
    }
}
