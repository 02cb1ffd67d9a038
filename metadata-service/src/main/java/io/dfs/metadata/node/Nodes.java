package io.dfs.metadata.node;

import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SlowNode;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.cluster.NodeDirectory;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The registered nodes as they are now, by the database's clock. Always read from the database: other services hear heartbeats too. */
@Component
public class Nodes implements NodeDirectory {

    private static final Comparator<StorageNode> BY_NAME =
            Comparator.comparing(node -> node.address().name());

    /** @param reportsWantedAt since when older reports of all nodes are of no use; null if all are of use */
    private record Moment(Instant now, @Nullable Instant reportsWantedAt, Map<NodeId, SlowNode> slow) {}

    private final StorageNodeRepository repository;
    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final Liveness liveness;
    private final Listening listening;
    private final SlowNodes slowNodes;

    Nodes(
            StorageNodeRepository repository,
            JdbcClient jdbc,
            DatabaseClock clock,
            Liveness liveness,
            Listening listening,
            SlowNodes slowNodes) {
        this.repository = repository;
        this.jdbc = jdbc;
        this.clock = clock;
        this.liveness = liveness;
        this.listening = listening;
        this.slowNodes = slowNodes;
    }

    @Override
    public Map<NodeId, KnownNode> nodes() {
        Map<NodeId, KnownNode> known = new HashMap<>();
        views().forEach((id, node) -> known.put(id, node.known()));
        return known;
    }

    /** All nodes, in the order of their names. */
    public Map<NodeId, NodeView> views() {
        Moment moment = moment();
        Map<NodeId, NodeView> views = new LinkedHashMap<>();
        repository.findAll().stream().sorted(BY_NAME).forEach(node -> views.put(node.nodeId(), view(node, moment)));
        return views;
    }

    /** All nodes with everything that is known of them, in the order of their names. */
    public List<NodeStatus> statuses() {
        Moment moment = moment();
        Map<NodeId, Long> replicaCounts = replicaCounts();
        return repository.findAll().stream()
                .sorted(BY_NAME)
                .map(node -> status(node, moment, replicaCounts.getOrDefault(node.nodeId(), 0L)))
                .toList();
    }

    /** The node of that name as it is now. */
    NodeView view(String name) {
        return repository.findByName(name).map(node -> view(node, moment())).orElseThrow(() -> unknown(name));
    }

    /** One node with everything that is known of it. */
    NodeStatus status(String name) {
        StorageNode node = repository.findByName(name).orElseThrow(() -> unknown(name));
        long replicaCount = jdbc.sql("SELECT COUNT(*) FROM replica WHERE node_id = ? AND state IN ('GOOD', 'SUSPECT')")
                .param(SqlValues.bytes(node.nodeId().value()))
                .query(Long.class)
                .single();
        return status(node, moment(), replicaCount);
    }

    static DfsException unknown(String name) {
        return new DfsException(
                ErrorCode.NODE_UNKNOWN,
                "no node has the name %s: 'dfs nodes' lists them".formatted(RegistrationRules.shortened(name)));
    }

    /** All nodes as safe mode watches them, in the order of their names. */
    List<WatchedNode> watched(Instant now) {
        Listening.Span heard = listening.span();
        Moment moment = new Moment(now, null, Map.of());
        return repository.findAll().stream()
                .sorted(BY_NAME)
                .map(node -> WatchedNode.of(view(node, moment), node.life(), heard, now, liveness))
                .toList();
    }

    private Moment moment() {
        Instant reportsWantedAt = jdbc.sql("SELECT reports_wanted_at FROM cluster WHERE singleton = 1")
                .query((row, _) -> Optional.ofNullable(SqlValues.instantOrNull(row, "reports_wanted_at")))
                .optional()
                .flatMap(wanted -> wanted)
                .orElse(null);
        Instant now = clock.instant();
        return new Moment(now, reportsWantedAt, slowNodes.at(now));
    }

    private NodeView view(StorageNode node, Moment moment) {
        Instant now = moment.now();
        SlowNode slow = moment.slow().get(node.nodeId());
        return new NodeView(
                node.address(),
                liveness.health(node.lastHeartbeatAt(), node.absence(), now, listening.since()),
                node.adminStateAt(now),
                node.space(),
                node.activeTransfers(),
                node.hasReported(moment.reportsWantedAt()),
                node.writeRefusal(),
                node.clockSkewMillis(),
                slow != null && SlowNodes.isAvoided(slow),
                !node.failedDirectories().isEmpty());
    }

    private NodeStatus status(StorageNode node, Moment moment, long replicaCount) {
        Instant now = moment.now();
        NodeView view = view(node, moment);
        Absence absence = node.absence();
        SlowNode slow = moment.slow().get(node.nodeId());
        return new NodeStatus(
                node.nodeId(),
                view.address().name(),
                view.address().zone(),
                view.address().url(),
                view.health(),
                view.adminState(),
                view.space(),
                node.quarantinedBytes(),
                replicaCount,
                view.activeTransfers(),
                node.lastHeartbeatAt(),
                Math.max(0, Duration.between(node.lastHeartbeatAt(), now).toMillis()),
                absence.isAwayAt(now) ? absence.awayUntil() : null,
                absence.isInMaintenanceAt(now) ? absence.maintenanceUntil() : null,
                node.reportedAt(),
                node.unknownChunks(),
                node.clockSkewMillis(),
                node.epoch(),
                node.version(),
                node.failedDirectories(),
                node.writeRefusal(),
                view.slow() ? slow : null,
                view.slow() ? null : slow);
    }

    private Map<NodeId, Long> replicaCounts() {
        Map<NodeId, Long> counts = new HashMap<>();
        jdbc.sql("SELECT node_id, COUNT(*) FROM replica WHERE state IN ('GOOD', 'SUSPECT') GROUP BY node_id")
                .query((row, _) -> counts.put(new NodeId(SqlValues.uuid(row.getBytes(1))), row.getLong(2)))
                .list();
        return counts;
    }
}
