package io.dfs.metadata.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;

/** Two services on one database, that may give out half of 100 MiB to one writer. */
abstract class UncommittedContract extends ServiceContract {

    private static final long MIB = 1L << 20;
    private static final long FREE = 100 * MIB;

    @Autowired
    private AllocatedTable table;

    @Autowired
    private Transactions transactionsOfService;

    @Autowired
    private DatabaseClock databaseClock;

    @Autowired
    private Uncommitted ofService;

    private final MeterRegistry meters = new SimpleMeterRegistry();

    private Uncommitted service() {
        return new Uncommitted(
                new UncommittedLimits(50, DataSize.ofBytes(0), 1000, Duration.ofHours(48)),
                table,
                transactionsOfService,
                databaseClock,
                meters);
    }

    private static WriteTicket ticket(ChunkId chunk, long lengthBytes, int nodes) {
        List<NodeAddress> addresses = Stream.generate(() -> new NodeAddress(NodeId.random(), "n", "z", "http://n"))
                .limit(nodes)
                .toList();
        return new WriteTicket(chunk, lengthBytes, addresses, "token", Instant.EPOCH);
    }

    private static List<WriteTicket> chunkOf(long mib) {
        return List.of(ticket(ChunkId.random(), mib * MIB, 2));
    }

    /** What is given out is no longer free. */
    private static void claim(Uncommitted service, String principal, long mibOnEachNode) {
        service.claim(principal, chunkOf(mibOnEachNode), FREE);
    }

    private static void assertRefused(Uncommitted service, String principal, long mibOnEachNode) {
        assertThatThrownBy(() -> claim(service, principal, mibOnEachNode))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
    }

    @Test
    @DisplayName("I-9 a writer that never commits gets no more than its share of the space, and others get theirs")
    void aWriterThatNeverCommitsIsRefused() {
        Uncommitted service = service();
        claim(service, "mallory", 40);

        assertRefused(service, "mallory", 30);
        claim(service, "alice", 10);
        assertThat(meters.get("dfs.uncommitted.refused").counter().count()).isEqualTo(1);
        assertThat(meters.get("dfs.uncommitted").gauge().value()).isEqualTo(100.0 * MIB);
    }

    @Test
    void severalServicesCountTogether() {
        Uncommitted first = service();
        Uncommitted second = service();
        claim(first, "mallory", 40);

        first.runOnce();
        second.runOnce();

        assertRefused(second, "mallory", 30);
    }

    @Test
    void aRoundCountsNothingTwice() {
        Uncommitted service = service();
        claim(service, "alice", 10);
        service.runOnce();
        claim(service, "alice", 5);

        assertThat(service.runOnce()).isEqualTo(Map.of("alice", new Usage(30 * MIB, 2)));
        assertThat(service.runOnce()).isEqualTo(Map.of("alice", new Usage(30 * MIB, 2)));
    }

    @Test
    void whatIsCommittedDoesNotCountAnyMore() {
        NodeId node = register("node-1", "a");
        ChunkId committed = unreferencedChunk(1, node);
        Uncommitted service = service();
        service.claim("alice", List.of(ticket(committed, 40 * MIB, 2)), FREE);

        assertThat(service.runOnce()).isEmpty();

        claim(service, "alice", 40);
    }

    @Test
    void whatIsGivenUpDoesNotCountForEver() {
        Uncommitted service = service();
        claim(service, "alice", 40);
        service.runOnce();
        transactions.executeWithoutResult(_ -> jdbc.sql("UPDATE allocated SET allocated_at = ?")
                .param(SqlValues.time(Instant.now().minus(Duration.ofHours(49))))
                .update());

        assertThat(service.runOnce()).isEmpty();

        claim(service, "alice", 40);
    }

    @Test
    void morePlacesForAChunkCountAsWell() {
        ChunkId chunk = ChunkId.random();
        Uncommitted service = service();
        service.claim("alice", List.of(ticket(chunk, MIB, 3)), FREE);
        service.claim("alice", List.of(ticket(chunk, MIB, 1)), FREE);

        assertThat(service.runOnce()).isEqualTo(Map.of("alice", new Usage(4 * MIB, 1)));
    }

    @Test
    void emptyChunksAreNotForNothing() {
        Uncommitted service = service();
        service.claim("alice", List.of(ticket(ChunkId.random(), 0, 2)), FREE);

        assertThat(service.runOnce()).isEqualTo(Map.of("alice", new Usage(2 * 64 * 1024, 1)));
    }

    @Test
    void everyAllocationOverHttpIsCounted() {
        register("node-1", "a");
        register("node-2", "b");
        ofService.runOnce();

        admin.allocate(AllocationRequest.newChunks(3, MIB, 2, Set.of()));

        assertThat(ofService.runOnce()).isEqualTo(Map.of("admin", new Usage(6 * MIB, 3)));
    }
}
