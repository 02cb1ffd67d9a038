package io.dfs.metadata.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.node.ServiceContract;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class AllocationContract extends ServiceContract {

    private static final long LENGTH = 64L << 20;

    @Autowired
    private ClusterIdentity cluster;

    @Test
    void handsOutATicketForEachChunk() {
        Set<NodeId> nodes = Set.of(register("node-1", "a"), register("node-2", "b"), register("node-3", "c"));

        Allocation allocation = admin.allocate(AllocationRequest.newChunks(2, LENGTH, 3, Set.of()));

        assertThat(allocation.tickets()).hasSize(2);
        assertThat(allocation.tickets()).extracting(WriteTicket::chunkId).doesNotHaveDuplicates();
        for (WriteTicket written : allocation.tickets()) {
            Ticket ticket = tokens.verifyTicket(written.token());
            assertThat(ticket.operation()).isEqualTo(Operation.WRITE);
            assertThat(ticket.chunkId()).isEqualTo(written.chunkId());
            assertThat(ticket.maxLengthBytes()).isEqualTo(LENGTH);
            assertThat(ticket.nodes()).isEqualTo(written.nodes());
            assertThat(ticket.nodes()).extracting(NodeAddress::id).containsExactlyInAnyOrderElementsOf(nodes);
            assertThat(ticket.expiresAt())
                    .isBetween(
                            Instant.now().plus(Duration.ofMinutes(55)),
                            Instant.now().plus(Duration.ofMinutes(61)));
        }
    }

    @Test
    void toldThroughAGatewayATicketStillNamesTheNodesOwnAddresses() {
        register("node-1", "a");
        register("node-2", "b");

        WriteTicket written = behindGateway("http://localhost:7070/nodes")
                .allocate(AllocationRequest.newChunks(1, LENGTH, 2, Set.of()))
                .tickets()
                .getFirst();

        assertThat(written.nodes())
                .extracting(NodeAddress::url)
                .containsExactlyInAnyOrder(
                        "http://localhost:7070/nodes/node-1.example:7071",
                        "http://localhost:7070/nodes/node-2.example:7071");
        assertThat(tokens.verifyTicket(written.token()).nodes())
                .extracting(NodeAddress::url)
                .containsExactlyInAnyOrder("http://node-1.example:7071", "http://node-2.example:7071");
    }

    @Test
    @DisplayName("I-5 the nodes of a ticket are of different zones while zones have room")
    void spreadsOverZones() {
        register("node-1", "a");
        register("node-2", "a");
        register("node-3", "b");
        register("node-4", "c");

        Allocation allocation = admin.allocate(AllocationRequest.newChunks(20, LENGTH, 3, Set.of()));

        assertThat(allocation.tickets())
                .allSatisfy(ticket -> assertThat(ticket.nodes())
                        .extracting(NodeAddress::zone)
                        .containsExactlyInAnyOrder("a", "b", "c"));
    }

    @Test
    @DisplayName("I-8 I-9 an allocation leaves no trace in the database")
    void writesNothing() {
        register("node-1", "a");
        register("node-2", "b");

        admin.allocate(AllocationRequest.newChunks(5, LENGTH, 2, Set.of()));

        assertThat(Stream.of("chunk", "replica", "extent", "work")
                        .map(table -> jdbc.sql("SELECT COUNT(*) FROM " + table)
                                .query(Long.class)
                                .single()))
                .containsOnly(0L);
    }

    @Test
    void isContentWithFewerNodesThanTheFactorIfACommitWouldBe() {
        register("node-1", "a");
        register("node-2", "b");
        NodeId silent = register("node-3", "c");
        silence(silent, Duration.ofSeconds(20));

        Allocation allocation = admin.allocate(AllocationRequest.newChunks(1, LENGTH, 3, Set.of()));

        assertThat(allocation.tickets().getFirst().nodes())
                .extracting(NodeAddress::name)
                .containsExactlyInAnyOrder("node-1", "node-2");
    }

    @Test
    void refusesWithTheRuleForEachNodeWhenTooFewCanTakeAChunk() {
        register("node-1", "a");
        register("node-2", "b", LENGTH - 1);
        kill(register("node-3", "c"));
        NodeId failed = register("node-4", "d");

        DfsException refusal = refusal(
                ErrorCode.NOT_ENOUGH_NODES,
                () -> admin.allocate(AllocationRequest.newChunks(1, LENGTH, 3, Set.of(failed))));

        assertThat(refusal).hasMessageContaining("at least 2").hasMessageContaining("1 of 4");
        assertThat(refusal.rejections())
                .extracting(rejection -> rejection.node() + " " + rejection.rule())
                .containsExactlyInAnyOrder("node-2 FULL", "node-3 DEAD", "node-4 EXCLUDED");
    }

    @Test
    void chunksOfOneRequestSeeTheRoomThatTheOthersTake() {
        register("node-1", "a", 3 * LENGTH);
        register("node-2", "b", 3 * LENGTH);

        assertThat(admin.allocate(AllocationRequest.newChunks(3, LENGTH, 2, Set.of()))
                        .tickets())
                .hasSize(3);
        refusal(ErrorCode.NOT_ENOUGH_NODES, () -> admin.allocate(AllocationRequest.newChunks(4, LENGTH, 2, Set.of())));
    }

    @Test
    void refusesAFactorThatTheClusterCannotHave() {
        Stream.of("node-1", "node-2", "node-3", "node-4").forEach(name -> register(name, "default"));
        adminState(register("node-5", "default"), "DRAINED");

        DfsException refusal = refusal(
                ErrorCode.REPLICATION_UNAVAILABLE,
                () -> admin.allocate(AllocationRequest.newChunks(1, LENGTH, 5, Set.of())));

        assertThat(refusal)
                .hasMessage("replication 5 was asked for and the cluster has 4 nodes: add nodes, or ask for at most 4");
        assertThat(refusal.rejections()).containsExactly(new Rejection("node-5", "DRAINED", "has been drained"));
    }

    @Test
    void refusesAnyFactorWhileThereIsNoNode() {
        DfsException refusal = refusal(
                ErrorCode.REPLICATION_UNAVAILABLE,
                () -> admin.allocate(AllocationRequest.newChunks(1, LENGTH, 1, Set.of())));

        assertThat(refusal).hasMessage("replication 1 was asked for and the cluster has no nodes: add nodes");
    }

    @Test
    @DisplayName("I-9 count, length and factor have limits")
    void refusesWhatIsOutsideTheLimits() {
        register("node-1", "a");
        refusal(ErrorCode.INVALID_REQUEST, () -> admin.allocate(AllocationRequest.newChunks(0, 1, 1, Set.of())));
        refusal(ErrorCode.INVALID_REQUEST, () -> admin.allocate(AllocationRequest.newChunks(257, 1, 1, Set.of())));
        refusal(ErrorCode.INVALID_CHUNK_SIZE, () -> admin.allocate(AllocationRequest.newChunks(1, -1, 1, Set.of())));
        refusal(
                ErrorCode.INVALID_CHUNK_SIZE,
                () -> admin.allocate(AllocationRequest.newChunks(1, GIB + 1, 1, Set.of())));
        refusal(
                ErrorCode.INVALID_REPLICATION_FACTOR,
                () -> admin.allocate(AllocationRequest.newChunks(1, 1, 0, Set.of())));
        refusal(
                ErrorCode.INVALID_REPLICATION_FACTOR,
                () -> admin.allocate(AllocationRequest.newChunks(1, 1, 17, Set.of())));
        assertThat(admin.allocate(AllocationRequest.newChunks(1, GIB, 1, Set.of()))
                        .tickets())
                .hasSize(1);
        assertThat(admin.allocate(AllocationRequest.newChunks(1, 0, 1, Set.of()))
                        .tickets())
                .hasSize(1);
    }

    @Test
    @DisplayName("I-5 a chunk that lost a node under way gets only the missing places, in other zones")
    void findsMorePlacesForAChunk() {
        NodeId first = register("node-1", "a");
        NodeId failed = register("node-2", "b");
        register("node-3", "a");
        register("node-4", "c");
        ChunkId chunk = ChunkId.random();
        String given = writeTicket(chunk, LENGTH, null);

        WriteTicket ticket = admin.allocate(
                        AllocationRequest.morePlaces(chunk, given, LENGTH, 2, Set.of(first), Set.of(failed)))
                .tickets()
                .getFirst();

        assertThat(ticket.chunkId()).isEqualTo(chunk);
        assertThat(ticket.nodes()).extracting(NodeAddress::name).containsExactly("node-4");
        assertThat(tokens.verifyTicket(ticket.token()).nodes()).isEqualTo(ticket.nodes());
    }

    @Test
    void refusesMorePlacesWhereThereAreNone() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = ChunkId.random();
        String given = writeTicket(chunk, LENGTH, null);

        refusal(
                ErrorCode.NOT_ENOUGH_NODES,
                () -> admin.allocate(
                        AllocationRequest.morePlaces(chunk, given, LENGTH, 2, Set.of(first), Set.of(second))));
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> admin.allocate(
                        AllocationRequest.morePlaces(chunk, given, LENGTH, 2, Set.of(first, second), Set.of())));
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> admin.allocate(new AllocationRequest(1, LENGTH, 2, null, null, Set.of(first), null)));
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> admin.allocate(new AllocationRequest(2, LENGTH, 2, null, chunk, Set.of(first), given)));
    }

    private String writeTicket(ChunkId chunk, long maxLengthBytes, @Nullable String principal) {
        return tokens.sign(ticket(cluster.id(), Operation.WRITE, chunk, maxLengthBytes, principal));
    }

    private static Ticket ticket(
            ClusterId cluster, Operation operation, ChunkId chunk, long maxLengthBytes, @Nullable String principal) {
        NodeAddress node = new NodeAddress(NodeId.random(), "node-1", "a", "http://node-1:7071");
        return new Ticket(
                cluster,
                operation,
                chunk,
                maxLengthBytes,
                List.of(node),
                null,
                Instant.now().plusSeconds(60),
                principal);
    }

    @Test
    @DisplayName(
            "more places for a chunk are given to anyone who was given its ticket, and the answer tells nothing of the chunk")
    void nobodyGetsPlacesForAChunkOfSomebodyElse() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        ChunkId committed = chunk(1, first);
        ChunkId own = ChunkId.random();
        for (ChunkId wanted : List.of(committed, ChunkId.random())) {
            Map<String, ErrorCode> refused = new LinkedHashMap<>();
            refused.put("none", ErrorCode.INVALID_REQUEST);
            refused.put("garbage", ErrorCode.TICKET_INVALID);
            refused.put(writeTicket(own, LENGTH, null), ErrorCode.TICKET_INVALID);
            refused.put(writeTicket(wanted, LENGTH - 1, null), ErrorCode.TICKET_INVALID);
            refused.put(writeTicket(wanted, LENGTH, "someone else"), ErrorCode.TICKET_INVALID);
            refused.put(
                    tokens.sign(ticket(cluster.id(), Operation.READ, wanted, LENGTH, null)), ErrorCode.TICKET_INVALID);
            refused.put(
                    tokens.sign(ticket(ClusterId.random(), Operation.WRITE, wanted, LENGTH, null)),
                    ErrorCode.TICKET_INVALID);
            refused.forEach((ticket, code) -> refusal(
                    code,
                    () -> admin.allocate(new AllocationRequest(
                            1, LENGTH, 2, Set.of(), wanted, Set.of(first), ticket.equals("none") ? null : ticket))));
        }
    }

    @Test
    void choosesAgainAmongAllNodesOnceTheyAreBack() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        kill(first);
        refusal(ErrorCode.NOT_ENOUGH_NODES, () -> admin.allocate(AllocationRequest.newChunks(1, LENGTH, 2, Set.of())));

        api.heartbeat(first, heartbeat(1));

        assertThat(admin.allocate(AllocationRequest.newChunks(1, LENGTH, 2, Set.of()))
                        .tickets()
                        .getFirst()
                        .nodes())
                .extracting(NodeAddress::id)
                .containsExactlyInAnyOrder(first, second);
    }
}
