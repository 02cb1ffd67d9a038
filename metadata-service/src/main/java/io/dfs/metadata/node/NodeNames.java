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
 * Who may have a name. A machine that lost its disks comes back empty, with a new id and its old name: it gets the name once
 * the old node is dead, and that one goes on, dead, under another, so that its replicas are made anew.
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

    /** Within the caller's transaction: nobody else has the name afterwards. */
    void free(NodeRegistration registration) {
        repository
                .findByName(registration.name())
                .filter(other -> !other.nodeId().equals(registration.nodeId()))
                .ifPresent(this::takeFrom);
    }

    private void takeFrom(StorageNode other) {
        Instant now = clock.instant();
        NodeHealth health = liveness.health(other.lastHeartbeatAt(), other.absence(), now, listening.since());
        if (health != NodeHealth.DEAD) {
            throw taken(other, now);
        }
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
            throw taken(other, now);
        }
        LOG.warn(
                "another node takes the name {}; node {}, which is dead, is {} from now on",
                name,
                other.nodeId(),
                free);
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
                ("the name %s belongs to node %s at %s, last heard of %d s ago: give this node another name"
                                + " (DFS_NODE_NAME), or the data directories of that node (DFS_NODE_DATA_DIRS) if it is the same."
                                + " If that node has lost its disks, this one gets the name as soon as that one counts as dead"
                                + " (%d s after it was last heard, or when its announced absence or maintenance is over)")
                        .formatted(
                                other.address().name(),
                                other.nodeId(),
                                other.address().url(),
                                Math.max(0, silence.toSeconds()),
                                liveness.deadAfter().toSeconds()));
    }
}
