package io.dfs.metadata.status;

import io.dfs.common.api.NodeStatus;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.Disks;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.removal.UnknownChunks;
import io.dfs.metadata.removal.UnknownChunksReader;
import io.dfs.metadata.status.ClusterFacts.DiskWarnings;
import io.dfs.metadata.status.ClusterFacts.NodeFacts;
import io.dfs.metadata.status.ClusterFacts.UnacceptedChunks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how the nodes are. */
@Component
class NodeSurvey {

    private static final String UNACCEPTED = """
            SELECT COUNT(*) FROM orphan o JOIN node n ON n.id = o.node_id
             WHERE o.node_id = ? AND (n.orphans_accepted_at IS NULL OR o.first_seen_at > n.orphans_accepted_at)
            """;

    private final Nodes nodes;
    private final Disks disks;
    private final UnknownChunksReader unknownChunks;
    private final JdbcClient jdbc;

    NodeSurvey(Nodes nodes, Disks disks, UnknownChunksReader unknownChunks, JdbcClient jdbc) {
        this.nodes = nodes;
        this.disks = disks;
        this.unknownChunks = unknownChunks;
        this.jdbc = jdbc;
    }

    NodeFacts read() {
        List<NodeStatus> statuses = nodes.statuses();
        Map<NodeId, UnknownChunks> unknown = unknownChunks.byNode();
        return new NodeFacts(
                statuses,
                statuses.stream()
                        .flatMap(node -> tooMany(node, unknown.get(node.id())).stream())
                        .toList(),
                diskWarnings(),
                disks.all());
    }

    private List<DiskWarnings> diskWarnings() {
        return jdbc.sql("SELECT name, disk_warnings FROM node WHERE disk_warnings <> '' ORDER BY name")
                .query((row, _) -> new DiskWarnings(
                        row.getString("name"),
                        row.getString("disk_warnings").lines().toList()))
                .list();
    }

    /** What a person has accepted does not count. */
    private Optional<UnacceptedChunks> tooMany(NodeStatus node, @Nullable UnknownChunks chunks) {
        if (chunks == null || !chunks.areTooMany()) {
            return Optional.empty();
        }
        long unaccepted = jdbc.sql(UNACCEPTED)
                .param(SqlValues.bytes(node.id().value()))
                .query(Long.class)
                .single();
        return chunks.with(unaccepted).areTooMany()
                ? Optional.of(new UnacceptedChunks(node.name(), chunks.reported(), unaccepted))
                : Optional.empty();
    }
}
