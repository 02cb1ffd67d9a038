package io.dfs.metadata.node;

import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ClusterFacts;
import io.dfs.metadata.cluster.MetadataEpoch;
import io.dfs.metadata.database.Cursor;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hears heartbeats: one UPDATE each, with the time of the database, so that no machine's clock decides who is alive. */
@Component
class Heartbeats {

    /** Replicas to verify in one reply; the rest come with the next ones. */
    private static final int MAX_VERIFICATIONS = 1000;

    private static final int MAX_REMOVALS = 100;
    private static final int MAX_REFUSAL_LENGTH = 1000;

    private static final String SUSPECT =
            "SELECT chunk_id FROM replica WHERE node_id = ? AND state = 'SUSPECT' AND chunk_id > ? ORDER BY chunk_id LIMIT ?";

    /** A replica that was found bad is read again now and then: it may have been the way to the disk. */
    private static final String CORRUPT_FOR_LONG = """
            SELECT chunk_id FROM replica
             WHERE node_id = ? AND state = 'CORRUPT'
               AND (observed_at IS NULL OR observed_at < CURRENT_TIMESTAMP(6) - INTERVAL '6' HOUR)
             ORDER BY chunk_id LIMIT ?""";

    private static final int CORRUPT_AGAIN = 10;

    private static final Duration LARGEST_SKEW = Duration.ofDays(365_000);

    private final JdbcClient jdbc;
    private final NodeCommands commands;
    private final SafeMode safeMode;
    private final MetadataEpoch metadataEpoch;
    private final ChunkReportRequests reportRequests;
    private final Disks disks;
    private final Transactions transactions;
    private final Clock clock;
    private final Map<NodeId, Cursor> suspects = new ConcurrentHashMap<>();

    Heartbeats(
            JdbcClient jdbc,
            NodeCommands commands,
            SafeMode safeMode,
            MetadataEpoch metadataEpoch,
            ChunkReportRequests reportRequests,
            Disks disks,
            Transactions transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.commands = commands;
        this.safeMode = safeMode;
        this.metadataEpoch = metadataEpoch;
        this.reportRequests = reportRequests;
        this.disks = disks;
        this.transactions = transactions;
        this.clock = clock;
    }

    HeartbeatReply receive(NodeId nodeId, Heartbeat heartbeat) {
        require(heartbeat);
        return transactions.call(() -> {
            ClusterFacts cluster = metadataEpoch.facts();
            // Before the node's row: an epoch that is news must be known before the node counts as heard.
            metadataEpoch.seen(heartbeat.metadataEpoch(), cluster);
            boolean wanted = reportRequests.isToBeAsked(nodeId, cluster);
            if (record(nodeId, heartbeat) == 0) {
                throw refusal(nodeId, heartbeat.epoch());
            }
            reportDisks(nodeId, heartbeat);
            return new HeartbeatReply(cluster.announcedEpoch(), toVerify(nodeId), removals(nodeId), wanted);
        });
    }

    /** Only when something has changed; its verdicts come with the next registration. */
    private void reportDisks(NodeId nodeId, Heartbeat heartbeat) {
        if (heartbeat.disks() != null) {
            String name = jdbc.sql("SELECT name FROM node WHERE id = ?")
                    .param(SqlValues.bytes(nodeId.value()))
                    .query(String.class)
                    .single();
            Disks.Answer _ = disks.report(nodeId, name, heartbeat.disks());
        }
    }

    /** In safe mode nothing leaves a node; what is needed after all may come back. */
    private List<RemovalCommand> removals(NodeId nodeId) {
        List<RemovalCommand> all = commands.commandsFor(nodeId, MAX_REMOVALS);
        if (all.isEmpty() || !safeMode.state().isOn()) {
            return all;
        }
        return all.stream()
                .filter(command -> switch (command.action()) {
                    case RESTORE -> true;
                    case QUARANTINE, UNLINK -> false;
                })
                .toList();
    }

    private int record(NodeId nodeId, Heartbeat heartbeat) {
        String refusal = heartbeat.writeRefusal();
        return jdbc.sql("""
                        UPDATE node SET capacity_bytes = ?, used_bytes = ?, free_bytes = ?, quarantined_bytes = ?, active_transfers = ?,
                               failed_directories = ?, disk_warnings = ?, disk_latencies = ?, write_refusal = ?, clock_skew_millis = ?, last_heartbeat_at = CURRENT_TIMESTAMP(6),
                               away_until = NULL
                         WHERE id = ? AND epoch = ?""")
                .param(heartbeat.space().capacityBytes())
                .param(heartbeat.space().usedBytes())
                .param(heartbeat.space().freeBytes())
                .param(heartbeat.quarantinedBytes())
                .param(heartbeat.activeTransfers())
                .param(FailedDirectories.join(heartbeat.failedDirectories()))
                .param(FailedDirectories.join(warnings(heartbeat)))
                .param(SlowDiskWatch.text(heartbeat.latencies()))
                .param(refusal == null ? null : SqlValues.text(refusal, MAX_REFUSAL_LENGTH))
                .param(skewMillis(heartbeat.nodeTime(), clock.instant()))
                .param(SqlValues.bytes(nodeId.value()))
                .param(heartbeat.epoch())
                .update();
    }

    private static List<String> warnings(Heartbeat heartbeat) {
        List<String> warnings = heartbeat.diskWarnings();
        return warnings == null ? List.of() : warnings;
    }

    /** The suspect ones in turn, so that those that the node can't judge do not keep the others waiting; then some bad ones. */
    private List<ChunkId> toVerify(NodeId nodeId) {
        byte[] node = SqlValues.bytes(nodeId.value());
        List<UUID> ids = suspects.computeIfAbsent(nodeId, _ -> new Cursor())
                .next(MAX_VERIFICATIONS, after -> ids(SUSPECT, node, SqlValues.bytes(after), MAX_VERIFICATIONS));
        return Stream.concat(ids.stream(), ids(CORRUPT_FOR_LONG, node, CORRUPT_AGAIN).stream())
                .map(ChunkId::new)
                .toList();
    }

    private List<UUID> ids(String sql, Object... parameters) {
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, _) -> SqlValues.uuid(row.getBytes(1)))
                .list();
    }

    /** Both refusals have one code, because the node's remedy is the same: register again. */
    DfsException refusal(NodeId nodeId, long epoch) {
        Optional<Long> current = jdbc.sql("SELECT epoch FROM node WHERE id = ?")
                .param(SqlValues.bytes(nodeId.value()))
                .query(Long.class)
                .optional();
        return current.map(newer -> new DfsException(
                        ErrorCode.NODE_UNKNOWN,
                        ("the message is of registration %d of node %s, and the last one is %d: register again;"
                                        + " if that keeps happening, two processes run as this node")
                                .formatted(epoch, nodeId, newer)))
                .orElseGet(() -> new DfsException(
                        ErrorCode.NODE_UNKNOWN, "no node %s is registered: register first".formatted(nodeId)));
    }

    private static void require(Heartbeat heartbeat) {
        boolean negative =
                heartbeat.activeTransfers() < 0 || heartbeat.quarantinedBytes() < 0 || heartbeat.metadataEpoch() < 0;
        if (heartbeat.nodeTime() == null || heartbeat.space() == null || negative) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "a heartbeat needs nodeTime and space, and no number in it is below 0");
        }
        RegistrationRules.checkDisks(heartbeat.disks());
    }

    /** The node's clock minus ours, within what fits the column. */
    static long skewMillis(Instant nodeTime, Instant now) {
        Duration skew = Duration.between(now, nodeTime);
        if (skew.abs().compareTo(LARGEST_SKEW) > 0) {
            return skew.isNegative() ? -LARGEST_SKEW.toMillis() : LARGEST_SKEW.toMillis();
        }
        return skew.toMillis();
    }
}
