package io.dfs.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Receipt;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.commit.Upload.Chunk;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptRulesTest {

    private static final ClusterId CLUSTER = ClusterId.random();
    private static final int MIN_REPLICAS = 2;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<NodeId, KnownNode> nodes = new LinkedHashMap<>();
    private final NodeId n1 = node("n1", NodeHealth.HEALTHY, AdminState.IN_SERVICE);
    private final NodeId n2 = node("n2", NodeHealth.HEALTHY, AdminState.IN_SERVICE);
    private final NodeId n3 = node("n3", NodeHealth.HEALTHY, AdminState.IN_SERVICE);
    private final Chunk chunk = Chunk.of(1000, 1);
    private final Upload upload = Upload.of("/f", List.of(chunk));

    @Test
    void aChunkOnThreeLiveNodesIsGood() {
        WrittenChunk written = check(upload, receipt(chunk, n1), receipt(chunk, n2), receipt(chunk, n3))
                .get(chunk.id());

        assertThat(written)
                .isEqualTo(new WrittenChunk(chunk.id(), 1000, chunk.crc32c(), 3, Map.of(n1, NOW, n2, NOW, n3, NOW)));
    }

    @Test
    @DisplayName("I-1 two live replicas of three are enough, one is not")
    void twoLiveReplicasAreEnough() {
        assertThat(check(upload, receipt(chunk, n1), receipt(chunk, n2))).hasSize(1);
        refuses(() -> check(upload, receipt(chunk, n1)), ErrorCode.TOO_FEW_REPLICAS, "has 1 durable replicas");
        refuses(() -> check(upload), ErrorCode.TOO_FEW_REPLICAS, "has 0 durable replicas");
    }

    @Test
    @DisplayName("I-1 with a replication factor of one, one replica is enough")
    void oneReplicaIsEnoughForOne() {
        assertThat(check(upload.withReplicationFactor(1), receipt(chunk, n1))).hasSize(1);
    }

    @Test
    @DisplayName("I-1 two receipts of one node are one replica")
    void twoReceiptsOfOneNodeAreOneReplica() {
        refuses(
                () -> check(upload, receipt(chunk, n1), receipt(chunk, n1)),
                ErrorCode.TOO_FEW_REPLICAS,
                "has 1 durable replicas");
    }

    @ParameterizedTest
    @DisplayName("I-1 replicas on dead, draining, drained and unknown nodes do not count")
    @CsvSource({
        "HEALTHY, IN_SERVICE, true",
        "STALE, IN_SERVICE, true",
        "HEALTHY, MAINTENANCE, true",
        "HEALTHY, DRAINING, false",
        "DEAD, IN_SERVICE, false",
        "DEAD, DRAINING, false",
        "HEALTHY, DRAINED, false",
    })
    void onlyLiveNodesCount(NodeHealth health, AdminState state, boolean counts) {
        NodeId other = node("other", health, state);
        Receipt[] receipts = {receipt(chunk, n1), receipt(chunk, other)};

        if (counts) {
            assertThat(check(upload, receipts).get(chunk.id()).holders()).containsExactlyInAnyOrder(n1, other);
        } else {
            refuses(() -> check(upload, receipts), ErrorCode.TOO_FEW_REPLICAS, "needs 2");
        }
    }

    @Test
    void aRefusalNamesTheNodesThatDoNotCountAndWhy() {
        NodeId dead = node("n4", NodeHealth.DEAD, AdminState.IN_SERVICE);
        NodeId drained = node("n5", NodeHealth.HEALTHY, AdminState.DRAINED);
        NodeId stranger = NodeId.random();

        assertThatThrownBy(() -> check(upload, receipt(chunk, dead), receipt(chunk, drained), receipt(chunk, stranger)))
                .isInstanceOfSatisfying(
                        DfsException.class,
                        e -> assertThat(e.rejections())
                                .extracting(Rejection::node, Rejection::rule)
                                .containsExactly(
                                        org.assertj.core.groups.Tuple.tuple("n4", "DEAD"),
                                        org.assertj.core.groups.Tuple.tuple("n5", "DRAINED"),
                                        org.assertj.core.groups.Tuple.tuple(stranger.toString(), "UNKNOWN")));
    }

    @Test
    void aReplicaOnADeadNodeIsRememberedAndOneOnAnUnknownNodeIsNot() {
        NodeId dead = node("n4", NodeHealth.DEAD, AdminState.IN_SERVICE);

        WrittenChunk written = check(
                        upload,
                        receipt(chunk, n1),
                        receipt(chunk, n2),
                        receipt(chunk, dead),
                        receipt(chunk, NodeId.random()))
                .get(chunk.id());

        assertThat(written.holders()).containsExactlyInAnyOrder(n1, n2, dead);
    }

    @Test
    void ofTwoReceiptsOfANodeTheLaterCounts() {
        Receipt later = new Receipt(CLUSTER, chunk.id(), n1, chunk.lengthBytes(), chunk.crc32c(), NOW.plusSeconds(60));

        WrittenChunk written =
                check(upload, later, receipt(chunk, n1), receipt(chunk, n2)).get(chunk.id());

        assertThat(written.signedAt()).isEqualTo(Map.of(n1, NOW.plusSeconds(60), n2, NOW));
    }

    @Test
    void refusesAReceiptOfAnotherCluster() {
        Receipt foreign = new Receipt(ClusterId.random(), chunk.id(), n2, 1000, chunk.crc32c(), NOW);

        refuses(() -> check(upload, receipt(chunk, n1), foreign), ErrorCode.WRONG_CLUSTER, CLUSTER.toString());
    }

    @Test
    void refusesReceiptsThatDisagree() {
        refuses(
                () -> check(upload, receipt(chunk, n1), receipt(chunk.id(), n2, 999, chunk.crc32c())),
                ErrorCode.RECEIPT_INVALID,
                "999");
        refuses(
                () -> check(upload, receipt(chunk, n1), receipt(chunk.id(), n2, 1000, new Crc32c(9))),
                ErrorCode.RECEIPT_INVALID,
                "00000009");
    }

    @Test
    @DisplayName("I-3 refuses an extent whose checksum is not that of the chunk it covers")
    void refusesAnotherChecksumForAWholeChunk() {
        Receipt[] receipts = {receipt(chunk.id(), n1, 1000, new Crc32c(9)), receipt(chunk.id(), n2, 1000, new Crc32c(9))
        };

        refuses(() -> check(upload, receipts), ErrorCode.CHECKSUM_MISMATCH, "upload it again");
    }

    @ParameterizedTest
    @CsvSource({"0, 1001", "1, 1000", "1000, 1", "9223372036854775807, 1"})
    void refusesAnExtentBeyondItsChunk(long offset, int length) {
        Upload beyond = Upload.ofExtents("/f", List.of(chunk.part(offset, length)));

        refuses(
                () -> check(beyond, receipt(chunk, n1), receipt(chunk, n2)),
                ErrorCode.RECEIPT_INVALID,
                "which has only 1000");
    }

    @Test
    void aChunkHasTheHighestReplicationFactorOfTheFilesThatUseIt() {
        List<FileCommit> files = List.of(
                Upload.ofExtents("/a", List.of(chunk.part(0, 500)))
                        .withReplicationFactor(2)
                        .commit(),
                Upload.ofExtents("/b", List.of(chunk.part(500, 500)))
                        .withReplicationFactor(4)
                        .commit());

        Map<ChunkId, WrittenChunk> chunks = ReceiptRules.chunks(
                files, List.of(receipt(chunk, n1), receipt(chunk, n2)), CLUSTER, nodes, MIN_REPLICAS);

        assertThat(chunks.get(chunk.id()).replicationFactor()).isEqualTo(4);
    }

    @Test
    void everyChunkOfAFileNeedsItsReplicas() {
        Chunk second = Chunk.of(10, 2);
        Upload both = Upload.of("/f", List.of(chunk, second));

        refuses(
                () -> check(both, receipt(chunk, n1), receipt(chunk, n2), receipt(second, n1)),
                ErrorCode.TOO_FEW_REPLICAS,
                second.id().toString());
    }

    @Test
    void receiptsOfOtherChunksAreLeftAside() {
        Chunk other = Chunk.of(10, 2);

        assertThat(check(upload, receipt(chunk, n1), receipt(chunk, n2), receipt(other, n3)))
                .containsOnlyKeys(chunk.id());
    }

    @Test
    void anEmptyFileNeedsNoReceipts() {
        assertThat(check(Upload.of("/f", List.<Chunk>of()))).isEmpty();
    }

    private Map<ChunkId, WrittenChunk> check(Upload file, Receipt... receipts) {
        return ReceiptRules.chunks(List.of(file.commit()), List.of(receipts), CLUSTER, nodes, MIN_REPLICAS);
    }

    private NodeId node(String name, NodeHealth health, AdminState state) {
        NodeId id = NodeId.random();
        nodes.put(id, new KnownNode(new NodeAddress(id, name, "default", "http://" + name), health, state, 0));
        return id;
    }

    private static Receipt receipt(Chunk chunk, NodeId node) {
        return receipt(chunk.id(), node, chunk.lengthBytes(), chunk.crc32c());
    }

    private static Receipt receipt(ChunkId chunk, NodeId node, long lengthBytes, Crc32c crc32c) {
        return new Receipt(CLUSTER, chunk, node, lengthBytes, crc32c, NOW);
    }

    private static void refuses(ThrowingCallable call, ErrorCode code, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DfsException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e).hasMessageContaining(detail);
        });
    }
}
