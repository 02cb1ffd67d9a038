package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets nodes that nothing depends on. Only rows go: the chunk files stay on the node's disks, and if it ever comes back with
 * them, its chunk report brings them back too.
 */
@Component
class NodeRemovals {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRemovals.class);
    private static final int ROWS_PER_TRANSACTION = 1000;

    private final Nodes nodes;
    private final NodeDependence dependence;
    private final SafeMode safeMode;
    private final AnsweredRequests answered;
    private final ForgottenReplicas replicas;
    private final JdbcClient jdbc;
    private final Transactions transactions;

    NodeRemovals(
            Nodes nodes,
            NodeDependence dependence,
            SafeMode safeMode,
            AnsweredRequests answered,
            ForgottenReplicas replicas,
            JdbcClient jdbc,
            Transactions transactions) {
        this.nodes = nodes;
        this.dependence = dependence;
        this.safeMode = safeMode;
        this.answered = answered;
        this.replicas = replicas;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Safe to repeat when it broke off: the node's own row goes last. What else names the node, its removals and orphans, goes in
     * the rounds of reclaiming, once no one knows the node any more.
     */
    void remove(String name, RequestKey key) {
        if (transactions.call(() -> answered.find(key, Boolean.class)).isPresent()) {
            return;
        }
        SafeModeState mode = safeMode.state();
        if (mode.isOn()) {
            throw new DfsException(ErrorCode.SAFE_MODE, "no node is removed in safe mode: " + mode.reason());
        }
        NodeStatus status = nodes.status(name);
        NodeView node = nodes.view(name);
        refusal(node).or(() -> needed(node)).ifPresent(reason -> {
            throw new DfsException(ErrorCode.NODE_NEEDED, reason);
        });
        int forgotten = forgetReplicas(node.address().id());
        answered.once(key, Boolean.class, () -> forget(status));
        LOG.warn(
                "{} is removed, and with it the records of {} replicas; its files stay on its disks",
                node.address(),
                forgotten);
    }

    /** What speaks against it whatever is on the node. */
    static Optional<String> refusal(NodeView node) {
        String name = node.address().name();
        if (node.adminState() != AdminState.DRAINED && node.health() != NodeHealth.DEAD) {
            return Optional.of("%s is %s and %s: drain it first ('dfs node drain %s'), then stop it"
                    .formatted(name, node.adminState(), node.health(), name));
        }
        if (node.health() == NodeHealth.HEALTHY) {
            return Optional.of(
                    "%s is drained but still runs, and would register again at once: stop it first".formatted(name));
        }
        return Optional.empty();
    }

    private Optional<String> needed(NodeView node) {
        NodeId id = node.address().id();
        long chunks = dependence
                .shortWithout(id, Drains.provenKeepers(id, nodes.views().values()))
                .chunks();
        if (chunks == 0) {
            return Optional.empty();
        }
        return Optional.of(
                ("%d chunks on %s have fewer good replicas on other nodes than they should: wait until they are repaired"
                                + " ('dfs status'), add nodes if there are too few, or start it again")
                        .formatted(chunks, node.address().name()));
    }

    private int forgetReplicas(NodeId node) {
        int all = 0;
        int forgotten;
        do {
            forgotten = transactions.call(() -> replicas.forget(node, ROWS_PER_TRANSACTION));
            all += forgotten;
        } while (forgotten == ROWS_PER_TRANSACTION);
        return all;
    }

    /** Not if it has been heard of meanwhile. */
    private boolean forget(NodeStatus node) {
        int forgotten = transactions.call(() -> {
            int nodes = jdbc.sql("DELETE FROM node WHERE id = ? AND last_heartbeat_at = ?")
                    .params(SqlValues.bytes(node.id().value()), SqlValues.time(node.lastHeartbeatAt()))
                    .update();
            if (nodes > 0) {
                jdbc.sql("DELETE FROM node_disk WHERE node_id = ?")
                        .param(SqlValues.bytes(node.id().value()))
                        .update();
            }
            return nodes;
        });
        if (forgotten == 0) {
            throw new DfsException(
                    ErrorCode.NODE_NEEDED,
                    "%s has come back meanwhile: its chunk report will bring its replicas back".formatted(node.name()));
        }
        return true;
    }
}
