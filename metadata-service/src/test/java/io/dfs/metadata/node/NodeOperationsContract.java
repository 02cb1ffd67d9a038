package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.Departure;
import io.dfs.common.api.DrainProgress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.Concurrently;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class NodeOperationsContract extends ServiceContract {

    private static final AdminStateRequest DRAIN = new AdminStateRequest(AdminState.DRAINING, null, false);
    private static final AdminStateRequest RESUME = new AdminStateRequest(AdminState.IN_SERVICE, null, false);
    private static final AdminStateRequest MAINTAIN = new AdminStateRequest(AdminState.MAINTENANCE, null, false);

    @Autowired
    private Drains drains;

    @Test
    @DisplayName("draining one of three nodes at replication 3 is refused, with how many chunks need how many")
    void aDrainThatLeavesTooFewNodesIsRefused() {
        List<NodeId> nodes = nodes(3);
        chunk(3, nodes.get(0), nodes.get(1), nodes.get(2));
        chunk(3, nodes.get(0), nodes.get(1), nodes.get(2));
        chunk(2, nodes.get(0), nodes.get(1));

        DfsException refusal = refusal(ErrorCode.DRAIN_REFUSED, () -> operations.setAdminState("node-0", DRAIN));

        assertThat(refusal)
                .hasMessageContaining("2 nodes are in service")
                .hasMessageContaining("2 chunks on it want 3");
        refusal(
                ErrorCode.DRAIN_REFUSED,
                () -> operations.setAdminState("node-0", new AdminStateRequest(AdminState.DRAINING, null, true)));
        assertThat(node("node-0").adminState()).isEqualTo(AdminState.IN_SERVICE);
    }

    @Test
    void aDrainWithoutRoomIsRefusedUnlessForced() {
        NodeId full = register("node-0", "a");
        register("node-1", "b", 500);
        register("node-2", "c", 499);
        chunk(1, full);

        DfsException refusal = refusal(ErrorCode.DRAIN_REFUSED, () -> operations.setAdminState("node-0", DRAIN));

        assertThat(refusal).hasMessageContaining("1 chunks with 1000 B").hasMessageContaining("room for 999 B");
        AdminStateRequest forced = new AdminStateRequest(AdminState.DRAINING, null, true);
        assertThat(operations.setAdminState("node-0", forced).adminState()).isEqualTo(AdminState.DRAINING);
        assertThat(operations.drainProgress("node-0").blockers())
                .singleElement()
                .asString()
                .contains("room for 999 B");
    }

    @Test
    @DisplayName("I-4 a drain ends only when every chunk on the node has its replicas, verified, on healthy others")
    void aDrainEndsWhenNothingDependsOnTheNode() {
        List<NodeId> nodes = nodes(4);
        NodeId drained = nodes.getFirst();
        ChunkId chunk = chunk(2, drained, nodes.get(1));
        chunk(1, drained, nodes.get(2));
        unneededChunkOn(drained);

        assertThat(operations.setAdminState("node-0", DRAIN).adminState()).isEqualTo(AdminState.DRAINING);
        assertThat(operations.setAdminState("node-0", DRAIN).adminState())
                .as("told twice")
                .isEqualTo(AdminState.DRAINING);

        assertThat(operations.drainProgress("node-0"))
                .isEqualTo(new DrainProgress("node-0", AdminState.DRAINING, 1, 1000, null, List.of()));
        update(
                "INSERT INTO repair_rate (minute_at, copies, length_bytes) VALUES (?, 3, 3000)",
                SqlValues.time(databaseClock.instant().minusSeconds(90)));
        assertThat(operations.drainProgress("node-0").etaSeconds()).isEqualTo(100);
        assertThat(drains.finish()).isEmpty();

        replica(chunk, nodes.get(2), ReplicaState.SUSPECT);
        assertThat(drains.finish()).as("a suspect replica is none").isEmpty();
        replica(chunk, nodes.get(2), ReplicaState.GOOD);
        update(
                "UPDATE replica SET verified_at = NULL WHERE node_id = ?",
                bytes(nodes.get(2).value()));
        assertThat(drains.finish()).as("nor is one that no one has read").isEmpty();
        update("UPDATE replica SET verified_at = CURRENT_TIMESTAMP(6)");
        silence(nodes.get(2), Duration.ofSeconds(20));
        assertThat(drains.finish()).as("nor one on a silent node").isEmpty();

        revive(nodes.get(2));
        api.register(registration(nodes.get(2), "node-2", "zone-2", 100 * GIB));
        assertThat(drains.finish())
                .as("nor one on a node that is back and has yet to tell what it holds")
                .isEmpty();

        allHaveReported();
        assertThat(drains.finish()).containsExactly("node-0");
        assertThat(drains.finish()).isEmpty();
        assertThat(operations.drainProgress("node-0"))
                .isEqualTo(new DrainProgress("node-0", AdminState.DRAINED, 0, 0, 0L, List.of()));
        assertThat(operations.setAdminState("node-0", DRAIN).adminState()).isEqualTo(AdminState.DRAINED);
        assertThat(operations.setAdminState("node-0", RESUME).adminState()).isEqualTo(AdminState.IN_SERVICE);
    }

    @Test
    @DisplayName("of two drains at once that only one can be granted, one is refused")
    void drainsAtOnceDoNotCountOnEachOther() throws Exception {
        List<NodeId> nodes = nodes(4);
        chunk(3, nodes.get(0), nodes.get(1), nodes.get(2));

        List<Object> outcomes = Concurrently.call(2, thread -> {
            try {
                return operations.setAdminState("node-" + thread, DRAIN).adminState();
            } catch (DfsException e) {
                return e.code();
            }
        });

        assertThat(outcomes).containsExactlyInAnyOrder(AdminState.DRAINING, ErrorCode.DRAIN_REFUSED);
    }

    @Test
    void aMaintenanceThatHidesDataIsRefusedUnlessForced() {
        List<NodeId> nodes = nodes(3);
        ChunkId chunk = chunk(2, nodes.get(0), nodes.get(1));
        replica(chunk, nodes.get(1), ReplicaState.CORRUPT);

        DfsException refusal =
                refusal(ErrorCode.MAINTENANCE_REFUSED, () -> operations.setAdminState("node-0", MAINTAIN));

        assertThat(refusal).hasMessageContaining("1 chunks (1000 B)").hasMessageContaining("node-0");
        assertThat(operations
                        .setAdminState("node-0", new AdminStateRequest(AdminState.MAINTENANCE, null, true))
                        .adminState())
                .isEqualTo(AdminState.MAINTENANCE);

        ChunkId other = chunk(2, nodes.get(0), nodes.get(2));
        refusal(ErrorCode.MAINTENANCE_REFUSED, () -> operations.setAdminState("node-2", MAINTAIN));
        replica(other, nodes.get(1), ReplicaState.GOOD);
        operations.setAdminState("node-2", MAINTAIN);
    }

    @Test
    void aMaintenanceExcusesSilenceAndEndsByItself() {
        NodeId id = register("node-0", "a");
        NodeStatus begun =
                operations.setAdminState("node-0", new AdminStateRequest(AdminState.MAINTENANCE, 3600L, false));
        assertThat(begun.maintenanceUntil())
                .isBetween(
                        databaseClock.instant().plusSeconds(3500),
                        databaseClock.instant().plusSeconds(3601));

        kill(id);
        assertThat(node("node-0").health()).isEqualTo(NodeHealth.STALE);

        update("UPDATE node SET maintenance_until = ?", SqlValues.time(databaseClock.instant()));
        assertThat(node("node-0").adminState()).isEqualTo(AdminState.IN_SERVICE);
        assertThat(node("node-0").maintenanceUntil()).isNull();
        assertThat(node("node-0").health()).isEqualTo(NodeHealth.DEAD);

        operations.setAdminState("node-0", MAINTAIN);
        assertThat(node("node-0").maintenanceUntil()).as("without end").isNull();
        assertThat(node("node-0").health()).isEqualTo(NodeHealth.STALE);
        operations.setAdminState("node-0", RESUME);
        assertThat(node("node-0").adminState()).isEqualTo(AdminState.IN_SERVICE);
    }

    @Test
    void whatNobodyCanMeanIsRefused() {
        register("node-0", "a");
        List<AdminStateRequest> requests = List.of(
                new AdminStateRequest(AdminState.DRAINED, null, true),
                new AdminStateRequest(null, null, false),
                new AdminStateRequest(AdminState.DRAINING, 60L, false),
                new AdminStateRequest(AdminState.MAINTENANCE, 0L, false),
                new AdminStateRequest(AdminState.MAINTENANCE, Long.MAX_VALUE, false));

        requests.forEach(
                request -> refusal(ErrorCode.INVALID_REQUEST, () -> operations.setAdminState("node-0", request)));
        refusal(ErrorCode.NODE_UNKNOWN, () -> operations.setAdminState("node-1", RESUME));
        refusal(ErrorCode.NODE_UNKNOWN, () -> operations.drainProgress("node-1"));
        refusal(ErrorCode.NODE_UNKNOWN, () -> operations.removeNode("node-1"));
        refusal(ErrorCode.NODE_UNKNOWN, () -> operations.acceptOrphans("node-1"));
        assertThat(node("node-0").adminState()).isEqualTo(AdminState.IN_SERVICE);
    }

    @Test
    @DisplayName("I-4 a node that serves, or that chunks depend on, can't be removed")
    void aNodeThatIsNeededStays() {
        List<NodeId> nodes = nodes(3);
        ChunkId chunk = chunk(2, nodes.get(0), nodes.get(1));

        assertThat(refusal(ErrorCode.NODE_NEEDED, () -> operations.removeNode("node-0")))
                .hasMessageContaining("drain it");
        kill(nodes.get(0));
        assertThat(refusal(ErrorCode.NODE_NEEDED, () -> operations.removeNode("node-0")))
                .hasMessageContaining("1 chunks");
        replica(chunk, nodes.get(2), ReplicaState.GOOD);
        operations.removeNode("node-0");

        assertThat(api.nodes().nodes()).extracting(NodeStatus::name).containsExactly("node-1", "node-2");
        assertThat(replicas(chunk)).containsOnlyKeys(nodes.get(1), nodes.get(2));
    }

    @Test
    @DisplayName(
            "I-4 I-9 a drained node is forgotten in parts, once it is stopped, with all its rows and a line for each replica")
    void aDrainedNodeIsForgotten() {
        List<NodeId> nodes = nodes(2);
        NodeId drained = nodes.getFirst();
        IntStream.range(0, 1001).forEach(_ -> unneededChunkOn(drained));
        update(
                "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)"
                        + " VALUES (?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(drained.value()),
                bytes(ChunkId.random().value()));
        adminState(drained, "DRAINED");
        revive(drained); // however long the rows took
        assertThat(refusal(ErrorCode.NODE_NEEDED, () -> operations.removeNode("node-0")))
                .hasMessageContaining("stop it");

        api.depart(drained, new Departure(1));
        operations.removeNode("node-0");

        assertThat(api.nodes().nodes()).extracting(NodeStatus::name).containsExactly("node-1");
        assertThat(count("replica")).isZero();
        assertThat(count("ledger WHERE step = 'FORGOTTEN' AND detail LIKE 'node-0 was removed%'"))
                .isEqualTo(1001);
        api.reclaim();
        assertThat(count("orphan")).isZero();
    }

    @Test
    void orphansAreAcceptedWithTheDatabasesTime() {
        register("node-0", "a");
        Instant before = databaseClock.instant();

        assertThat(operations.acceptOrphans("node-0").name()).isEqualTo("node-0");

        assertThat(jdbc.sql("SELECT orphans_accepted_at FROM node")
                        .query((row, _) -> SqlValues.instant(row, "orphans_accepted_at"))
                        .single())
                .isBetween(before, databaseClock.instant());
    }

    private long count(String rows) {
        return jdbc.sql("SELECT COUNT(*) FROM " + rows).query(Long.class).single();
    }

    private List<NodeId> nodes(int count) {
        List<NodeId> nodes = IntStream.range(0, count)
                .mapToObj(i -> register("node-" + i, "zone-" + i))
                .toList();
        allHaveReported();
        return nodes;
    }

    private void unneededChunkOn(NodeId node) {
        ChunkId chunk = unreferencedChunk(1, node);
        update("UPDATE chunk SET unreferenced_since = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(chunk.value()));
    }

    private NodeStatus node(String name) {
        return api.nodes().nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
