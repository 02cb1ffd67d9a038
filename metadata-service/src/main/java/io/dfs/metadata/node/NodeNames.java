package io.dfs.metadata.node;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who may have a name. A machine that starts with empty data directories comes with a new id and its old name: most likely its
 * disks are not mounted. So a node that holds replicas keeps its name, dead or alive, until a person gives it up; then the name
 * is free, and the old node is known by another one while its replicas are copied. A dead node without replicas has nothing to
 * lose, and its name is free at once.
 */
@Component
class NodeNames {

    private static final Logger LOG = LoggerFactory.getLogger(NodeNames.class);
    private static final int MAX_LENGTH = 63;
    private static final int SHORT_ID = 8;
    private static final int WHOLE_ID = 32;

    private final StorageNodeRepository repository;
    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final Liveness liveness;
    private final Listening listening;

    NodeNames(
            StorageNodeRepository repository,
            JdbcClient jdbc,
            DatabaseClock clock,
            Liveness liveness,
            Listening listening) {
        this.repository = repository;
        this.jdbc = jdbc;
        this.clock = clock;
        this.liveness = liveness;
        this.listening = listening;
    }

    /** Within the caller's transaction: no one else has the name afterwards. */
    void free(NodeRegistration registration) {
        repository
                .findByName(registration.name())
                .filter(other -> !other.nodeId().equals(registration.nodeId()))
                .ifPresent(this::takeFrom);
    }

    private void takeFrom(StorageNode other) {
        Instant now = clock.instant();
        NodeHealth health = liveness.health(other.lastHeartbeatAt(), other.absence(), now, listening.since());
        if (health != NodeHealth.DEAD || holdsReplicas(other.nodeId())) {
            throw taken(other, now);
        }
        if (other.reportedAt() == null) {
            forget(other, now); // it never came so far as to store anything
        } else {
            giveUp(other);
        }
    }

    private void forget(StorageNode other, Instant now) {
        int forgotten = jdbc.sql("DELETE FROM node WHERE id = ? AND epoch = ? AND last_heartbeat_at = ?")
                .params(SqlValues.bytes(other.nodeId()), other.epoch(), SqlValues.time(other.lastHeartbeatAt()))
                .update();
        if (forgotten == 0) {
            throw taken(other, now);
        }
        jdbc.sql("DELETE FROM node_disk WHERE node_id = ?")
                .param(SqlValues.bytes(other.nodeId()))
                .update();
    }

    private boolean holdsReplicas(NodeId node) {
        return jdbc.sql("SELECT 1 FROM replica WHERE node_id = ? LIMIT 1")
                .param(SqlValues.bytes(node))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Within the caller's transaction: gives a dead node another name, and answers that. */
    String giveUp(StorageNode other) {
        String name = other.address().name();
        String shortName = nameOfLost(name, other.nodeId(), SHORT_ID);
        String free =
                repository.findByName(shortName).isEmpty() ? shortName : nameOfLost(name, other.nodeId(), WHOLE_ID);
        // Only if nothing has been heard of it meanwhile.
        int renamed = jdbc.sql("UPDATE node SET name = ? WHERE id = ? AND epoch = ? AND last_heartbeat_at = ?")
                .params(
                        free,
                        SqlValues.bytes(other.nodeId().value()),
                        other.epoch(),
                        SqlValues.time(other.lastHeartbeatAt()))
                .update();
        if (renamed == 0) {
            throw taken(other, clock.instant());
        }
        LOG.warn("the name {} is free; node {}, which is dead, is {} from now on", name, other.nodeId(), free);
        return free;
    }

    /** Such as {@code node-2.lost-01a20464}. */
    static String nameOfLost(String name, NodeId id, int digits) {
        String suffix = ".lost-" + id.toString().replace("-", "").substring(0, digits);
        int kept = Math.min(name.length(), MAX_LENGTH - suffix.length());
        return name.substring(0, kept) + suffix;
    }

    private DfsException taken(StorageNode other, Instant now) {
        Duration silence = Duration.between(other.lastHeartbeatAt(), now);
        return new DfsException(
                ErrorCode.NODE_NAME_TAKEN,
                ("the name %s belongs to node %s at %s, last heard of %d s ago. If this is the same machine, its disks are not"
                                + " where they were: mount them, and the node uses them, or correct DFS_NODE_DATA_DIRS. If they"
                                + " are lost, an admin gives them up once that node counts as dead (%d s after it was last"
                                + " heard): 'dfs node disk ls %1$s', then 'dfs node disk accept %1$s DISK' for each, or 'dfs node"
                                + " remove %1$s'. If it is another machine, give it another name (DFS_NODE_NAME)")
                        .formatted(
                                other.address().name(),
                                other.nodeId(),
                                other.address().url(),
                                Math.max(0, silence.toSeconds()),
                                liveness.deadAfter().toSeconds()));
    }
}
