package io.dfs.metadata.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.Precondition;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.Ticket;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.node.ServiceContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class FileContract extends ServiceContract {

    private static final FilePath FILE = FilePath.valueOf("/dir/f");
    private static final byte[] CONTENT = new byte[100];

    @Autowired
    private ClusterIdentity cluster;

    private NodeId n1;
    private NodeId n2;
    private NodeId n3;

    @BeforeEach
    void threeNodes() {
        n1 = register("n1", "rack-1");
        n2 = register("n2", "rack-2");
        n3 = register("n3", "rack-3");
    }

    @Test
    void aDirectorysStatHasNothingOfAFile() {
        api.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf("/dir"), false));

        FileStat stat = api.stat(FilePath.valueOf("/dir"));

        assertThat(stat.kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(stat.extents()).isEmpty();
        assertThat(Stream.of(stat.lengthBytes(), stat.crc32c(), stat.version(), stat.replicationFactor()))
                .containsOnlyNulls();
        assertThat(api.stat(FilePath.ROOT).kind()).isEqualTo(EntryKind.DIRECTORY);
    }

    @Test
    @DisplayName("I-10 a file's stat shows every replica with its state and its node's health")
    void aFilesStatShowsEveryReplica() {
        List<ChunkId> chunks = commit(1);
        kill(n2);
        replica(chunks.getFirst(), n3, ReplicaState.CORRUPT);
        replica(chunks.getFirst(), NodeId.random(), ReplicaState.GOOD);

        List<ReplicaStat> replicas = api.stat(FILE).extents().getFirst().replicas();

        assertThat(replicas)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("verifiedAt")
                .hasSize(4)
                .contains(
                        new ReplicaStat("n1", "rack-1", NodeHealth.HEALTHY, ReplicaState.GOOD, null),
                        new ReplicaStat("n2", "rack-2", NodeHealth.DEAD, ReplicaState.GOOD, null),
                        new ReplicaStat("n3", "rack-3", NodeHealth.HEALTHY, ReplicaState.CORRUPT, null));
        assertThat(replicas.stream().filter(replica -> replica.zone().isEmpty()))
                .hasSize(1);
    }

    @Test
    void locationsTellWhereEachExtentBegins() {
        List<ChunkId> chunks = commit(3);

        FileLocations locations = api.locations(FILE, 0, null);

        assertThat(locations.lengthBytes()).isEqualTo(300);
        assertThat(locations.version()).isEqualTo(1);
        assertThat(locations.nextOffset()).isNull();
        assertThat(locations.extents())
                .extracting(ExtentLocation::fileOffset, ExtentLocation::chunkId)
                .containsExactlyElementsOf(IntStream.range(0, 3)
                        .mapToObj(i -> org.assertj.core.groups.Tuple.tuple(i * 100L, chunks.get(i)))
                        .toList());
    }

    @Test
    void aRangeGetsTheExtentsThatItTouches() {
        commit(3);
        Map<List<Long>, List<Integer>> positions = Map.of(
                List.of(0L, 1L), List.of(0),
                List.of(0L, 100L), List.of(0),
                List.of(0L, 101L), List.of(0, 1),
                List.of(99L, 2L), List.of(0, 1),
                List.of(100L, 100L), List.of(1),
                List.of(299L, 1L), List.of(2),
                List.of(299L, Long.MAX_VALUE), List.of(2),
                List.of(300L, 5L), List.of(),
                List.of(50L, 0L), List.of());

        positions.forEach((range, expected) -> assertThat(
                        api.locations(FILE, range.get(0), range.get(1)).extents())
                .as("range %s", range)
                .extracting(ExtentLocation::position)
                .containsExactlyElementsOf(expected));
    }

    @Test
    void toldThroughAGatewayLocationsLeadToTheNodesThroughIt() {
        commit(1);

        ExtentLocation extent = behindGateway("http://localhost:7070/nodes")
                .locations(FILE, 0, null)
                .extents()
                .getFirst();

        assertThat(extent.replicas())
                .extracting(NodeAddress::url)
                .isNotEmpty()
                .allMatch(url -> url.matches("http://localhost:7070/nodes/n[123]\\.example:7071"));
        assertThat(tokens.verifyTicket(extent.token()).nodes())
                .extracting(NodeAddress::url)
                .isNotEmpty()
                .allMatch(url -> url.matches("http://n[123]\\.example:7071"));
    }

    @Test
    void refusesRangesThatAreNotInTheFile() {
        commit(1);

        refusal(ErrorCode.RANGE_NOT_SATISFIABLE, () -> api.locations(FILE, 101, null));
        refusal(ErrorCode.INVALID_REQUEST, () -> api.locations(FILE, -1, null));
        refusal(ErrorCode.INVALID_REQUEST, () -> api.locations(FILE, 0, -1L));
        refusal(ErrorCode.IS_A_DIRECTORY, () -> api.locations(FilePath.valueOf("/dir"), 0, null));
        refusal(ErrorCode.NOT_FOUND, () -> api.locations(FilePath.valueOf("/dir/g"), 0, null));
    }

    @Test
    @DisplayName("I-9 one answer carries 256 extents and tells where to ask on")
    void longFilesAreToldInPages() {
        List<ChunkId> chunks = commit(600);

        List<ChunkId> told = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        Long offset = 0L;
        while (offset != null) {
            FileLocations page = api.locations(FILE, offset, null);
            pages.add(page.extents().size());
            page.extents().forEach(extent -> told.add(extent.chunkId()));
            offset = page.nextOffset();
        }

        assertThat(pages).containsExactly(256, 256, 88);
        assertThat(told).isEqualTo(chunks);
    }

    @Test
    void aTicketPermitsReadingTheChunkOnTheNodesNamed() {
        List<ChunkId> chunks = commit(1);

        ExtentLocation extent = api.locations(FILE, 0, null).extents().getFirst();
        Ticket ticket = tokens.verifyTicket(extent.token());

        assertThat(ticket.operation()).isEqualTo(Operation.READ);
        assertThat(ticket.clusterId()).isEqualTo(cluster.id());
        assertThat(ticket.chunkId()).isEqualTo(chunks.getFirst());
        assertThat(ticket.nodes()).isEqualTo(extent.replicas()).hasSize(3);
        assertThat(Duration.between(Instant.now(), ticket.expiresAt()))
                .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61));
    }

    @Test
    @DisplayName("I-3 replicas that are known to be bad are never given to readers, doubtful ones last")
    void badReplicasAreNeverGivenToReaders() {
        ChunkId chunk = commit(1).getFirst();
        replica(chunk, n1, ReplicaState.SUSPECT);
        replica(chunk, n2, ReplicaState.CORRUPT);
        assertThat(names()).containsExactly("n3", "n1");

        replica(chunk, n3, ReplicaState.MISSING);
        assertThat(names()).containsExactly("n1");

        replica(chunk, n1, ReplicaState.CORRUPT);
        assertThat(names()).isEmpty();
        assertThat(api.locations(FILE, 0, null).extents()).hasSize(1);
    }

    @Test
    void deadNodesAreTriedLastAndStaleOnesBeforeThem() {
        commit(1);
        kill(n1);
        silence(n2, Duration.ofSeconds(30));

        assertThat(names()).containsExactly("n3", "n2", "n1");
    }

    private List<String> names() {
        return api.locations(FILE, 0, null).extents().getFirst().replicas().stream()
                .map(NodeAddress::name)
                .toList();
    }

    /** A file of so many chunks of 100 bytes, each on all three nodes. */
    private List<ChunkId> commit(int count) {
        Crc32c crc32c = Crc32c.of(CONTENT);
        List<ChunkId> chunks = Stream.generate(ChunkId::random).limit(count).toList();
        Crc32c whole = Crc32c.EMPTY;
        List<ExtentCommit> extents = new ArrayList<>();
        List<String> receipts = new ArrayList<>();
        for (ChunkId chunk : chunks) {
            whole = whole.append(crc32c, CONTENT.length);
            extents.add(new ExtentCommit(chunk, 0, CONTENT.length, crc32c));
            for (NodeId node : List.of(n1, n2, n3)) {
                receipts.add(
                        tokens.sign(new Receipt(cluster.id(), chunk, node, CONTENT.length, crc32c, Instant.now())));
            }
        }
        FileCommit file = new FileCommit(
                Ids.next(), FILE, 100L * count, whole, 3, 1 << 20, Precondition.ABSENT, null, null, extents);
        api.commit(new CommitRequest(List.of(file), receipts));
        return chunks;
    }
}
