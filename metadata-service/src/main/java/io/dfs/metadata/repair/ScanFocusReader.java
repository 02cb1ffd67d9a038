package io.dfs.metadata.repair;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ScanFocus;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.NodeView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the nodes to which something has happened that concerns all their chunks. */
@Component
class ScanFocusReader {

    private final JdbcClient jdbc;

    ScanFocusReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is known of a node that has replicas; the times are those of its own events. */
    private record Holder(
            NodeId id,
            Instant lastHeartbeatAt,
            @Nullable Instant drainStartedAt,
            @Nullable Instant reportedAt) {}

    /** Dead nodes first, the latest death before all others, because its chunks are not work yet. */
    List<ScanFocus> focus(Map<NodeId, NodeView> nodes) {
        List<Holder> holders = new ArrayList<>(holders());
        holders.removeIf(holder -> !nodes.containsKey(holder.id()));
        holders.sort(Comparator.<Holder, Boolean>comparing(holder -> !isDead(holder, nodes))
                .thenComparing(Holder::lastHeartbeatAt, Comparator.reverseOrder()));
        return holders.stream()
                .flatMap(holder -> focus(holder, Objects.requireNonNull(nodes.get(holder.id()))).stream())
                .toList();
    }

    private static boolean isDead(Holder holder, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(holder.id());
        return node != null && node.health() == NodeHealth.DEAD;
    }

    private static List<ScanFocus> focus(Holder holder, NodeView node) {
        if (node.health() == NodeHealth.DEAD) {
            return List.of(new ScanFocus(holder.id(), "dead, last heard of at " + holder.lastHeartbeatAt()));
        }
        if (node.adminState() == AdminState.DRAINING) {
            return List.of(new ScanFocus(holder.id(), "draining since " + holder.drainStartedAt()));
        }
        // It may have brought back what has been re-created meanwhile.
        return holder.reportedAt() == null
                ? List.of()
                : List.of(new ScanFocus(holder.id(), "reported its chunks at " + holder.reportedAt()));
    }

    private List<Holder> holders() {
        return jdbc.sql("""
                        SELECT n.id, n.last_heartbeat_at, n.drain_started_at, n.reported_at
                          FROM node n WHERE EXISTS (SELECT 1 FROM replica r WHERE r.node_id = n.id)""").query(ScanFocusReader::holder).list();
    }

    private static Holder holder(ResultSet row, int number) throws SQLException {
        return new Holder(
                new NodeId(SqlValues.uuid(row.getBytes("id"))),
                SqlValues.instant(row, "last_heartbeat_at"),
                SqlValues.instantOrNull(row, "drain_started_at"),
                SqlValues.instantOrNull(row, "reported_at"));
    }
}
