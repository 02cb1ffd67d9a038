package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeDependence.Amount;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people decide about nodes: in service, in maintenance, to be drained. */
@Component
class AdminStates {

    private static final Logger LOG = LoggerFactory.getLogger(AdminStates.class);
    private static final Duration LONGEST_MAINTENANCE = Duration.ofDays(365);

    private final Nodes nodes;
    private final NodeDependence dependence;
    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final DatabaseClock clock;

    AdminStates(
            Nodes nodes, NodeDependence dependence, JdbcClient jdbc, Transactions transactions, DatabaseClock clock) {
        this.nodes = nodes;
        this.dependence = dependence;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    NodeStatus set(String name, AdminStateRequest request) {
        require(request);
        switch (request.state()) {
            case IN_SERVICE -> resume(nodes.view(name));
            case MAINTENANCE -> maintain(nodes.view(name), request);
            case DRAINING -> drain(nodes.view(name), request.force());
            case DRAINED ->
                throw new DfsException(
                        ErrorCode.INVALID_REQUEST,
                        "DRAINED is reached, not set: drain the node (DRAINING) and wait until nothing depends on it");
        }
        return nodes.status(name);
    }

    private void resume(NodeView node) {
        transactions.run(() -> write(node.address().id(), AdminState.IN_SERVICE, null));
        LOG.info("{} is in service; it was {}", node.address().name(), node.adminState());
    }

    private void maintain(NodeView node, AdminStateRequest request) {
        NodeId id = node.address().id();
        Amount sole = dependence.readableOnlyThere(
                id, Drains.readers(id, nodes.views().values()));
        if (sole.chunks() > 0 && !request.force()) {
            throw new DfsException(
                    ErrorCode.MAINTENANCE_REFUSED,
                    ("%d chunks (%s) could not be read while %s is away, because no other node that stays has a good replica:"
                                    + " wait until they are repaired ('dfs status'), raise their replication factor ('dfs setrep'),"
                                    + " or do it nevertheless ('--force')")
                            .formatted(
                                    sole.chunks(),
                                    ByteSize.format(sole.lengthBytes()),
                                    node.address().name()));
        }
        Long seconds = request.seconds();
        Instant until = seconds == null ? null : clock.instant().plusSeconds(seconds);
        transactions.run(() -> write(id, AdminState.MAINTENANCE, until));
        LOG.info("{} is in maintenance until {}", node.address().name(), until == null ? "someone ends it" : until);
    }

    private void drain(NodeView before, boolean force) {
        if (before.adminState() == AdminState.DRAINING || before.adminState() == AdminState.DRAINED) {
            return;
        }
        NodeId id = before.address().id();
        // Counted before the lock, because that may take a while; who is in service is read under it.
        Map<Integer, Long> chunksByFactor = dependence.chunksByFactor(id);
        Amount toMove =
                dependence.shortWithout(id, Drains.keepers(id, nodes.views().values()));
        transactions.run(() -> {
            lockAgainstOtherDrains();
            Collection<NodeView> all = nodes.views().values();
            DrainRules.refusal(before, all, chunksByFactor, toMove, force).ifPresent(reason -> {
                throw new DfsException(ErrorCode.DRAIN_REFUSED, reason);
            });
            write(id, AdminState.DRAINING, null);
        });
        LOG.info(
                "{} is being drained: {} chunks have to be copied",
                before.address().name(),
                toMove.chunks());
    }

    /** Or two people who drain two nodes at once would each count on the other's. */
    private void lockAgainstOtherDrains() {
        jdbc.sql("SELECT singleton FROM cluster WHERE singleton = 1 FOR UPDATE")
                .query(Integer.class)
                .single();
    }

    /** Within a transaction. */
    private void write(NodeId id, AdminState state, @Nullable Instant maintenanceUntil) {
        jdbc.sql("""
                        UPDATE node SET admin_state = ?, maintenance_until = ?,
                               drain_started_at = CASE WHEN ? = 'DRAINING' THEN CURRENT_TIMESTAMP(6) ELSE NULL END
                         WHERE id = ?""")
                .param(state.name())
                .param(maintenanceUntil == null ? null : SqlValues.time(maintenanceUntil))
                .param(state.name())
                .param(SqlValues.bytes(id.value()))
                .update();
    }

    private static void require(AdminStateRequest request) {
        if (request.state() == null) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "the request lacks state: IN_SERVICE, MAINTENANCE or DRAINING");
        }
        Long seconds = request.seconds();
        if (seconds == null) {
            return;
        }
        if (request.state() != AdminState.MAINTENANCE) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "seconds says how long a maintenance lasts; %s has no end".formatted(request.state()));
        }
        if (seconds < 1 || seconds > LONGEST_MAINTENANCE.toSeconds()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "a maintenance of %d s; 1 to %d are allowed, or none for one without end"
                            .formatted(seconds, LONGEST_MAINTENANCE.toSeconds()));
        }
    }
}
