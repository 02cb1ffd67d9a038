package io.dfs.metadata.status;

import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.status.ClusterFacts.NodeFacts;
import io.dfs.metadata.status.ClusterFacts.UnknownChunks;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how the nodes are. */
@Component
class NodeSurvey {

    /** Above 1 % of what the node reported, and not counting what a person has accepted. */
    private static final String UNKNOWN = """
            SELECT name, reported_chunks, unknown_chunks
              FROM (SELECT n.name, n.reported_chunks,
                           (SELECT COUNT(*) FROM orphan o
                             WHERE o.node_id = n.id
                               AND (n.orphans_accepted_at IS NULL OR o.first_seen_at > n.orphans_accepted_at))
                           AS unknown_chunks
                      FROM node n WHERE n.unknown_chunks * 100 > n.reported_chunks) suspected
             WHERE unknown_chunks * 100 > reported_chunks
             ORDER BY name
            """;

    private final Nodes nodes;
    private final JdbcClient jdbc;

    NodeSurvey(Nodes nodes, JdbcClient jdbc) {
        this.nodes = nodes;
        this.jdbc = jdbc;
    }

    NodeFacts read() {
        List<UnknownChunks> unknown = jdbc.sql(UNKNOWN)
                .query((row, _) -> new UnknownChunks(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
        return new NodeFacts(nodes.statuses(), unknown);
    }
}
