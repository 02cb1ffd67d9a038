package io.dfs.metadata.status;

import io.dfs.common.api.NodeStatus;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ForgottenPeriods;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.node.Disks;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.removal.UnknownChunks;
import io.dfs.metadata.removal.UnknownChunksReader;
import io.dfs.metadata.status.ClusterFacts.DiskWarnings;
import io.dfs.metadata.status.ClusterFacts.HeldChunks;
import io.dfs.metadata.status.ClusterFacts.NodeFacts;
import io.dfs.metadata.status.ClusterFacts.UnacceptedChunks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    private static final String HELD =
            """
            SELECT o.node_id, COUNT(*) AS chunks, 0 AS files, 0 AS length_bytes
              FROM orphan o JOIN node n ON n.id = o.node_id
             WHERE (n.orphans_accepted_at IS NULL OR o.first_seen_at > n.orphans_accepted_at) AND %s
             GROUP BY o.node_id
            UNION ALL
            SELECT m.node_id, 0, COUNT(*), SUM(m.length_bytes)
              FROM removal m JOIN node n ON n.id = m.node_id
             WHERE m.state = 'QUARANTINED' AND m.reason <> 'ORPHAN'
               AND (n.orphans_accepted_at IS NULL OR m.requested_at > n.orphans_accepted_at) AND %s
               AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.id = m.chunk_id)
             GROUP BY m.node_id
            """.formatted(ForgottenPeriods.contains("o.chunk_id"), ForgottenPeriods.contains("m.chunk_id"));

    private final Nodes nodes;
    private final Disks disks;
    private final UnknownChunksReader unknownChunks;
    private final JdbcClient jdbc;
    private final Limits limits;

    NodeSurvey(Nodes nodes, Disks disks, UnknownChunksReader unknownChunks, JdbcClient jdbc, Limits limits) {
        this.nodes = nodes;
        this.disks = disks;
        this.unknownChunks = unknownChunks;
        this.jdbc = jdbc;
        this.limits = limits;
    }

    NodeFacts read() {
        List<NodeStatus> statuses = nodes.statuses();
        Map<NodeId, UnknownChunks> unknown = unknownChunks.byNode();
        return new NodeFacts(
                statuses,
                Storable.in(statuses, limits.defaultReplicationFactor()),
                statuses.stream()
                        .flatMap(node -> tooMany(node, unknown.get(node.id())).stream())
                        .toList(),
                diskWarnings(),
                disks.all(),
                held(statuses));
    }

    private List<HeldChunks> held(List<NodeStatus> statuses) {
        Map<NodeId, HeldChunks> held = new HashMap<>();
        jdbc.sql(HELD).query(row -> {
            held.merge(
                    new NodeId(SqlValues.uuid(row.getBytes("node_id"))),
                    new HeldChunks("", row.getLong("chunks"), row.getLong("files"), row.getLong("length_bytes")),
                    HeldChunks::plus);
        });
        return statuses.stream()
                .flatMap(node ->
                        Stream.ofNullable(held.get(node.id())).map(of -> new HeldChunks(node.name(), 0, 0, 0).plus(of)))
                .toList();
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
