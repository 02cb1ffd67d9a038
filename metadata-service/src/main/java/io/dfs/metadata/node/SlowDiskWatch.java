package io.dfs.metadata.node;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.http.Json;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.SlowDiskRules.Finding;
import io.dfs.metadata.node.SlowDiskRules.Measured;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.core.JacksonException;

/** Compares the disks of all nodes again and again. What is slow in several rounds in a row is noted, until it was not for a while. */
@Component
class SlowDiskWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SlowDiskWatch.class);

    private static final long PAUSE_MILLIS = 10_000;

    /** Fewer could be a moment in which the node did something else. */
    static final int ROUNDS_IN_A_ROW = 3;

    private static final int MAX_DISKS = 16;
    private static final int MAX_TEXT_LENGTH = 8000;

    private final JdbcClient jdbc;
    private final SlowNodes slowNodes;
    private Map<NodeId, Integer> roundsInARow = Map.of();

    SlowDiskWatch(JdbcClient jdbc, SlowNodes slowNodes) {
        this.jdbc = jdbc;
        this.slowNodes = slowNodes;
    }

    @Scheduled(fixedDelay = PAUSE_MILLIS)
    void tick() {
        try {
            look();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't compare the latency of disks: {}", e.getMessage());
        }
    }

    synchronized void look() {
        Map<NodeId, Integer> rounds = new HashMap<>();
        for (Finding finding : SlowDiskRules.slow(measured()).values()) {
            int inARow = roundsInARow.getOrDefault(finding.node(), 0) + 1;
            rounds.put(finding.node(), inARow);
            if (inARow == ROUNDS_IN_A_ROW) {
                LOG.warn("node {} is slow: {}", finding.node(), finding.sentence());
            }
            if (inARow >= ROUNDS_IN_A_ROW) {
                slowNodes.measured(finding);
            }
        }
        roundsInARow = rounds;
    }

    /** Of the nodes that were heard of lately. */
    private List<Measured> measured() {
        return jdbc.sql("""
                        SELECT id, disk_latencies FROM node
                         WHERE disk_latencies IS NOT NULL
                           AND last_heartbeat_at > CURRENT_TIMESTAMP(6) - INTERVAL '30' SECOND""")
                .query((row, _) -> new Measured(
                        new NodeId(SqlValues.uuid(row.getBytes("id"))), parse(row.getString("disk_latencies"))))
                .list();
    }

    /** As it is stored: the slowest disks, as far as they fit. */
    static @Nullable String text(@Nullable List<DiskLatency> latencies) {
        List<DiskLatency> slowest = latencies == null
                ? List.of()
                : latencies.stream()
                        .sorted(Comparator.comparingLong(SlowDiskWatch::longest).reversed())
                        .limit(MAX_DISKS)
                        .toList();
        String text = new String(Json.write(slowest), StandardCharsets.UTF_8);
        return slowest.isEmpty() || text.length() > MAX_TEXT_LENGTH ? null : text;
    }

    private static long longest(DiskLatency disk) {
        return Stream.of(Optional.ofNullable(disk.writes()), Optional.ofNullable(disk.reads()))
                .flatMap(Optional::stream)
                .mapToLong(DiskLatency.Latency::p99Micros)
                .max()
                .orElse(0);
    }

    private static List<DiskLatency> parse(String text) {
        try {
            return List.of(Json.read(text.getBytes(StandardCharsets.UTF_8), DiskLatency[].class));
        } catch (JacksonException e) {
            LOG.debug("a node's disk latencies can't be understood and are left out: {}", e.getMessage());
            return List.of(); // a service of a newer version wrote them
        }
    }
}
