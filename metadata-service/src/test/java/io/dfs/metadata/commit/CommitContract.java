package io.dfs.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.CommittedFile;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Precondition;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.commit.Upload.Chunk;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.Concurrently;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

abstract class CommitContract extends ServiceContract {

    private static final List<String> TABLES = List.of("entry", "chunk", "extent", "replica", "work", "trash");

    @Autowired
    private ClusterIdentity cluster;

    private NodeId n1;
    private NodeId n2;
    private NodeId n3;

    private final Chunk first = Chunk.of(1000, 1);
    private final Chunk second = Chunk.of(500, 2);

    @BeforeEach
    void threeNodes() {
        n1 = register("n1", "rack-1");
        n2 = register("n2", "rack-2");
        n3 = register("n3", "rack-3");
    }

    @Test
    @DisplayName("I-1 a committed file is visible with its directories, extents and replicas")
    void aCommittedFileIsVisible() {
        CommittedFile committed = commit(Upload.of("/a/b/f", List.of(first, second)));

        assertThat(committed.version()).isEqualTo(1);
        assertThat(committed.missingReplicas()).isZero();
        FileStat stat = api.stat(FilePath.valueOf("/a/b/f"));
        assertThat(stat.kind()).isEqualTo(EntryKind.FILE);
        assertThat(stat.lengthBytes()).isEqualTo(1500);
        assertThat(stat.contentType()).isEqualTo("text/plain");
        assertThat(stat.attributes()).isEqualTo(Map.of("origin", "test"));
        assertThat(stat.extents()).hasSize(2);
        assertThat(stat.extents().get(1).chunkId()).isEqualTo(second.id());
        assertThat(stat.extents().get(1).crc32c()).isEqualTo(second.crc32c());
        assertThat(stat.extents().getFirst().replicas())
                .extracting(ReplicaStat::node)
                .containsExactlyInAnyOrder("n1", "n2", "n3");
        assertThat(rows()).containsEntry("work", 0L);
    }

    @Test
    void anEmptyFileIsCommittedWithoutReceipts() {
        Upload empty = Upload.of("/empty", List.of());

        CommitReply reply = api.commit(empty.request(List.of()));

        assertThat(reply.files().getFirst().lengthBytes()).isZero();
        assertThat(api.stat(FilePath.valueOf("/empty")).extents()).isEmpty();
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                bad("chunk size 0", ErrorCode.INVALID_CHUNK_SIZE, u -> u.withChunkSizeBytes(0)),
                bad("chunk size 2 GiB", ErrorCode.INVALID_CHUNK_SIZE, u -> u.withChunkSizeBytes(2L << 30)),
                bad("no replica", ErrorCode.INVALID_REPLICATION_FACTOR, u -> u.withReplicationFactor(0)),
                bad("the root", ErrorCode.IS_A_DIRECTORY, u -> u.withPath("/")),
                bad("an existing directory", ErrorCode.IS_A_DIRECTORY, u -> u.withPath("/dir")),
                bad("an existing file", ErrorCode.ALREADY_EXISTS, u -> u.withPath("/file")),
                bad("below a file", ErrorCode.NOT_A_DIRECTORY, u -> u.withPath("/file/x/y")),
                bad(
                        "another version",
                        ErrorCode.VERSION_MISMATCH,
                        u -> u.withPath("/file").with(Precondition.version(9))),
                bad("a version of nothing", ErrorCode.VERSION_MISMATCH, u -> u.with(Precondition.version(1))),
                bad(
                        "a gap between extents",
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        u -> u.withExtents(u.extents().subList(0, 1))),
                bad(
                        "overlapping extents",
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        u -> u.withExtents(List.of(
                                u.extents().get(0),
                                u.extents().get(0),
                                u.extents().get(1)))),
                bad("another checksum", ErrorCode.CHECKSUM_MISMATCH, u -> u.withCrc32c(new Crc32c(5))),
                bad("an extent beyond its chunk", ErrorCode.RECEIPT_INVALID, u -> {
                    ExtentCommit e = u.extents().getFirst();
                    return u.withExtents(List.of(
                            new ExtentCommit(e.chunkId(), 1, e.lengthBytes(), e.crc32c()),
                            u.extents().get(1)));
                }),
                bad("a chunk no one signed for", ErrorCode.TOO_FEW_REPLICAS, u -> {
                    ExtentCommit e = u.extents().getFirst();
                    return u.withExtents(List.of(
                            new ExtentCommit(ChunkId.random(), 0, e.lengthBytes(), e.crc32c()),
                            u.extents().get(1)));
                }));
    }

    private static Arguments bad(String what, ErrorCode code, UnaryOperator<Upload> change) {
        return arguments(what, code, change);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("I-1 a commit that breaks a rule stores nothing")
    @MethodSource("badRequests")
    void aBadRequestStoresNothing(String what, ErrorCode code, UnaryOperator<Upload> change) {
        api.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf("/dir"), false));
        api.commit(Upload.of("/file", List.of()).request(List.of()));
        Map<String, Long> before = rows();
        Upload upload = change.apply(Upload.of("/new/f", List.of(first, second)));

        refusal(code, () -> api.commit(upload.request(receipts(n1, n2, n3))));

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("I-1 one bad file of many keeps all of them out")
    void oneBadFileKeepsAllOut() {
        api.commit(Upload.of("/taken", List.of()).request(List.of()));
        Map<String, Long> before = rows();
        List<FileCommit> files = Stream.of("/a/1", "/a/2", "/taken", "/z/3")
                .map(path -> Upload.of(path, List.of()).commit())
                .toList();

        refusal(ErrorCode.ALREADY_EXISTS, () -> api.commit(new CommitRequest(files, List.of())));

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("I-1 receipts that prove nothing store nothing")
    void badReceiptsStoreNothing() {
        Upload upload = Upload.of("/f", List.of(first));
        TokenSigner stranger = new TokenSigner(
                List.of(new ClusterSecret("another secret, also long enough to be one")), Clock.systemUTC());
        String good = receipt(first, n1);
        Map<ErrorCode, List<String>> bad = new LinkedHashMap<>();
        bad.put(ErrorCode.TOO_FEW_REPLICAS, List.of(good));
        bad.put(ErrorCode.WRONG_CLUSTER, List.of(good, tokens.sign(claim(ClusterId.random(), first, n2))));
        bad.put(ErrorCode.RECEIPT_EXPIRED, List.of(good, tokens.sign(old(first, n2))));
        Map<String, Long> before = rows();

        bad.forEach((code, receipts) -> refusal(code, () -> api.commit(upload.request(receipts))));
        for (String forged : List.of(
                stranger.sign(claim(cluster.id(), first, n2)),
                good.substring(0, good.length() - 4) + "AAAA",
                "not a receipt",
                "",
                tokens.signServiceToken("node-1"))) {
            DfsException refusal =
                    refusal(ErrorCode.RECEIPT_INVALID, () -> api.commit(upload.request(List.of(good, forged))));
            assertThat(refusal).hasMessageContaining("receipt 2 of 2");
        }

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void whoKnowsAChunksIdButHasNoReceiptsForItGetsNoFileOnIt() {
        commit(Upload.of("/theirs", List.of(first)));
        Map<String, Long> before = rows();
        List<String> others = List.of(receipt(second, n1), receipt(second, n2));

        for (Chunk wanted : List.of(first, Chunk.of(1000, 1))) {
            for (List<String> receipts : List.of(List.<String>of(), others)) {
                DfsException refusal = refusal(
                        ErrorCode.TOO_FEW_REPLICAS,
                        () -> api.commit(Upload.of("/mine", List.of(wanted)).request(receipts)));
                assertThat(refusal.getMessage().replace(wanted.id().toString(), "ID"))
                        .as("alike, whether there is such a chunk or not")
                        .startsWith("chunk ID");
            }
        }
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("I-1 receipts of nodes that are dead, drained or unknown now do not count")
    void receiptsOfLostNodesDoNotCount() {
        Upload upload = Upload.of("/f", List.of(first));
        List<String> receipts = List.of(receipt(first, n1), receipt(first, n2), receipt(first, NodeId.random()));
        kill(n2);

        DfsException refusal = refusal(ErrorCode.TOO_FEW_REPLICAS, () -> api.commit(upload.request(receipts)));
        assertThat(refusal.rejections()).extracting("rule").containsExactlyInAnyOrder("DEAD", "UNKNOWN");

        revive(n2);
        for (String leaving : List.of("DRAINING", "DRAINED")) {
            adminState(n2, leaving);
            DfsException drained = refusal(ErrorCode.TOO_FEW_REPLICAS, () -> api.commit(upload.request(receipts)));
            assertThat(drained.rejections()).extracting("rule").contains(leaving);
        }
        assertThat(rows()).containsEntry("chunk", 0L);

        adminState(n2, "IN_SERVICE");
        assertThat(api.commit(upload.request(receipts)).files().getFirst().missingReplicas())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("I-6 replicas that a commit lacks are repair work at once")
    void missingReplicasAreRepairWorkAtOnce() {
        Upload upload = Upload.of("/f", List.of(first, second));
        List<String> receipts = List.of(
                receipt(first, n1), receipt(first, n2), receipt(second, n1), receipt(second, n2), receipt(second, n3));

        CommittedFile committed = api.commit(upload.request(receipts)).files().getFirst();

        assertThat(committed.missingReplicas()).isEqualTo(1);
        assertThat(work()).containsOnlyKeys(first.id());
        assertThat(work().get(first.id())).contains("2 of 3 replicas");
    }

    @Test
    @DisplayName("I-8 a commit whose answer was lost may be sent again")
    void aRepeatedCommitHasTheSameAnswer() {
        CommitRequest request = Upload.of("/a/f", List.of(first)).request(receipts(n1, n2, n3));

        CommitReply once = api.commit(request);
        Map<String, Long> before = rows();
        CommitReply again = api.commit(request);

        assertThat(again).isEqualTo(once);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("I-8 a repeated commit is answered even when its nodes have died since")
    void aRepeatedCommitNeedsNoLiveNodes() {
        CommitRequest request = Upload.of("/f", List.of(first)).request(receipts(n1, n2, n3));
        api.commit(request);
        kill(n1);
        kill(n2);
        kill(n3);

        assertThat(api.commit(request).files()).hasSize(1);
    }

    @Test
    @DisplayName("I-8 a repeated commit does not undo what others wrote since")
    void aRepeatedCommitDoesNotUndoNewerFiles() {
        Upload mine = Upload.of("/f", List.of(first)).with(Precondition.NONE);
        CommitReply once = api.commit(mine.request(receipts(n1, n2, n3)));
        commit(Upload.of("/f", List.of(second)).with(Precondition.NONE));

        CommitReply again = api.commit(mine.request(receipts(n1, n2, n3)));

        assertThat(again).isEqualTo(once);
        assertThat(api.stat(FilePath.valueOf("/f")).version()).isEqualTo(2);
        assertThat(api.stat(FilePath.valueOf("/f")).crc32c()).isEqualTo(second.crc32c());
    }

    @Test
    void aFileThatWasRemovedIsNotSaidToBeThere() {
        CommitRequest request = Upload.of("/f", List.of(first)).request(receipts(n1, n2, n3));
        api.commit(request);
        api.remove(FilePath.valueOf("/f"), false);

        api.commit(request);

        assertThat(api.stat(FilePath.valueOf("/f")).lengthBytes()).isEqualTo(1000);
    }

    @Test
    @DisplayName("I-1 overwriting puts the old file in the trash and counts the version")
    void overwritingKeepsTheOldFileInTheTrash() {
        commit(Upload.of("/f", List.of(first)));

        CommittedFile second = commit(Upload.of("/f", List.of(this.second)).with(Precondition.NONE));
        CommittedFile third = commit(Upload.of("/f", List.of()).with(Precondition.version(2)));

        assertThat(second.version()).isEqualTo(2);
        assertThat(third.version()).isEqualTo(3);
        assertThat(jdbc.sql("SELECT COUNT(*) FROM trash WHERE reason = 'OVERWRITTEN'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        assertThat(rows()).as("nothing is destroyed").containsEntry("chunk", 2L).containsEntry("extent", 2L);
    }

    @Test
    void filesShareAChunkThatHasTheHighestReplicationFactor() {
        Upload low = Upload.ofExtents("/low", List.of(first.part(0, 400))).withReplicationFactor(2);
        Upload high = Upload.ofExtents("/high", List.of(first.part(400, 600))).withReplicationFactor(3);

        CommittedFile one = api.commit(low.request(List.of(receipt(first, n1), receipt(first, n2))))
                .files()
                .getFirst();
        CommittedFile other = api.commit(high.request(List.of(receipt(first, n1), receipt(first, n2))))
                .files()
                .getFirst();

        assertThat(one.missingReplicas()).isZero();
        assertThat(other.missingReplicas()).isEqualTo(1);
        assertThat(work()).containsOnlyKeys(first.id());
        assertThat(rows()).containsEntry("chunk", 1L).containsEntry("replica", 2L);
        api.commit(Upload.ofExtents("/lower", List.of(first.part(0, 1)))
                .withReplicationFactor(1)
                .request(List.of(receipt(first, n1))));
        assertThat(jdbc.sql("SELECT replication_factor FROM chunk")
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void refusesAChunkThatIsKnownWithOtherContent() {
        commit(Upload.of("/f", List.of(first)));
        Chunk liar = new Chunk(first.id(), 1000, (byte) 9);
        Map<String, Long> before = rows();

        refusal(
                ErrorCode.CHUNK_CONFLICT,
                () -> api.commit(
                        Upload.of("/g", List.of(liar)).request(List.of(receipt(liar, n1), receipt(liar, n2)))));

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("I-3 a replica that was found bad does not become good by an older receipt")
    void anOldReceiptDoesNotHealAReplica() {
        commit(Upload.ofExtents("/f", List.of(first.part(0, 10))));
        update("UPDATE replica SET state = 'CORRUPT' WHERE node_id = ?", bytes(n1.value()));

        CommittedFile committed = commit(Upload.ofExtents("/g", List.of(first.part(0, 10))));

        assertThat(committed.missingReplicas()).isEqualTo(1);
        assertThat(replicas(first.id()).get(n1)).hasToString("CORRUPT");
    }

    @Test
    @DisplayName("I-9 a thousand files are committed in one call")
    void aThousandFilesAreCommittedInOneCall() {
        Chunk pack = Chunk.of(1000, 3);
        List<FileCommit> files = IntStream.range(0, 1_000)
                .mapToObj(i -> Upload.ofExtents("/many/%d/f%d".formatted(i % 7, i), List.of(pack.part(i, 1)))
                        .commit())
                .toList();

        CommitReply reply = api.commit(new CommitRequest(files, receipts(List.of(pack), n1, n2, n3)));

        assertThat(reply.files())
                .extracting(CommittedFile::path)
                .containsExactlyElementsOf(files.stream().map(FileCommit::path).toList());
        assertThat(IntStream.range(0, 7)
                        .map(i -> api.list(FilePath.valueOf("/many/" + i), null, 1_000)
                                .entries()
                                .size())
                        .sum())
                .isEqualTo(1_000);
    }

    @Test
    @DisplayName("I-9 a file may have ten thousand chunks")
    void aFileMayHaveTenThousandChunks() {
        List<Chunk> chunks =
                Collections.nCopies(10_000, 0).stream().map(_ -> Chunk.of(1, 4)).toList();
        Upload upload = Upload.of("/large", chunks);

        api.commit(upload.request(receipts(chunks, n1, n2)));

        FileStat stat = api.stat(FilePath.valueOf("/large"));
        assertThat(stat.extents()).hasSize(10_000);
        assertThat(stat.extents().get(9_999).chunkId())
                .isEqualTo(chunks.get(9_999).id());
        assertThat(work()).hasSize(10_000);
    }

    @Test
    @DisplayName("I-1 of many who create one file at once, one succeeds and its content stands")
    void ofManyWhoCreateOneFileOneSucceeds() throws Exception {
        List<Chunk> chunks =
                IntStream.range(0, 8).mapToObj(i -> Chunk.of(10 + i, i)).toList();

        List<Object> outcomes =
                Concurrently.call(8, i -> outcome(() -> commit(Upload.of("/new/dir/f", List.of(chunks.get(i))))));

        assertThat(outcomes.stream().filter(outcome -> outcome != ErrorCode.ALREADY_EXISTS))
                .hasSize(1)
                .first()
                .isEqualTo(1L);
        int winner = IntStream.range(0, 8)
                .filter(i -> outcomes.get(i).equals(1L))
                .findFirst()
                .orElseThrow();
        assertThat(api.stat(FilePath.valueOf("/new/dir/f")).lengthBytes()).isEqualTo(10L + winner);
    }

    @Test
    @DisplayName("I-1 of many who overwrite one file at once, each makes a version and none is lost")
    void everyOverwriteMakesAVersion() throws Exception {
        List<Object> outcomes = Concurrently.call(
                6,
                i -> outcome(() ->
                        commit(Upload.of("/f", List.of(Chunk.of(10 + i, i))).with(Precondition.NONE))));

        assertThat(outcomes).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(rows()).containsEntry("trash", 5L);
        assertThat(api.stat(FilePath.valueOf("/f")).version()).isEqualTo(6);
    }

    @Test
    @DisplayName("I-8 the same commit sent many times at once makes one file")
    void theSameCommitSentManyTimesMakesOneFile() throws Exception {
        CommitRequest request =
                Upload.of("/a/f", List.of(first)).with(Precondition.NONE).request(receipts(n1, n2, n3));

        List<Object> replies = Concurrently.call(8, _ -> api.commit(request));

        assertThat(replies).containsOnly(replies.getFirst());
        assertThat(rows()).containsEntry("trash", 0L).containsEntry("extent", 1L);
    }

    @Test
    @DisplayName("I-1 commits into many new directories at once lose no file")
    void commitsAtOnceLoseNoFile() throws Exception {
        List<Object> outcomes = Concurrently.call(8, thread -> {
            List<Object> done = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String path = "/x%d/y%d/f-%d".formatted(i % 3, i % 2, thread * 100 + i);
                done.add(outcome(() -> commit(Upload.of(path, List.of(Chunk.of(1, 1))))));
            }
            return done;
        });

        assertThat(outcomes).containsOnly(Collections.nCopies(10, (Object) 1L));
        List<String> visible = new ArrayList<>();
        for (int x = 0; x < 3; x++) {
            for (int y = 0; y < 2; y++) {
                api.list(FilePath.valueOf("/x%d/y%d".formatted(x, y)), null, 1_000).entries().stream()
                        .map(DirectoryEntry::name)
                        .forEach(visible::add);
            }
        }
        assertThat(visible).doesNotHaveDuplicates().hasSize(80);
    }

    @Test
    @DisplayName("I-1 a commit into a directory that is removed at the same moment is visible, or in the trash with it")
    void aCommitAndARemovalAtOnceAgree() throws Exception {
        for (int round = 0; round < 10; round++) {
            String top = "/top" + round;
            api.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf(top + "/in"), true));
            Upload upload = Upload.of(top + "/in/f", List.of(Chunk.of(1, 1)));

            List<Object> outcomes = Concurrently.call(
                    2,
                    i -> outcome(() -> {
                        if (i == 0) {
                            api.remove(FilePath.valueOf(top), true);
                            return null;
                        }
                        return commit(upload);
                    }));

            assertThat(outcomes).as("both succeed, one after the other").doesNotHaveAnyElementsOfTypes(ErrorCode.class);
            assertThat(rootOf(upload))
                    .as("the file hangs on the root or on the trash")
                    .isIn(0L, 1L);
        }
    }

    /** The last byte of the id at the top of the tree that the upload's file is in. */
    private long rootOf(Upload upload) {
        byte[] id = jdbc.sql("SELECT parent_id FROM entry WHERE upload_id = ?")
                .param(bytes(upload.uploadId()))
                .query(byte[].class)
                .single();
        while (true) {
            List<byte[]> parent = jdbc.sql("SELECT parent_id FROM entry WHERE id = ? AND parent_id IS NOT NULL")
                    .param(id)
                    .query(byte[].class)
                    .list();
            if (parent.isEmpty()) {
                return id[15];
            }
            id = parent.getFirst();
        }
    }

    private interface Call {
        CommittedFile run();
    }

    /** The version that was made, or why none was. */
    private static Object outcome(Call call) {
        try {
            CommittedFile committed = call.run();
            return committed == null ? "removed" : committed.version();
        } catch (DfsException e) {
            return e.code();
        }
    }

    /** With receipts of all three nodes. */
    private CommittedFile commit(Upload upload) {
        List<String> receipts = new ArrayList<>();
        upload.extents().stream().map(ExtentCommit::chunkId).distinct().forEach(id -> {
            Chunk chunk = chunkOf(upload, id);
            receipts.addAll(receipts(List.of(chunk), n1, n2, n3));
        });
        return api.commit(upload.request(receipts)).files().getFirst();
    }

    /** The two fixed chunks are known; any other is covered by one extent. */
    private Chunk chunkOf(Upload upload, ChunkId id) {
        return Stream.of(first, second)
                .filter(chunk -> chunk.id().equals(id))
                .findFirst()
                .orElseGet(() -> {
                    ExtentCommit extent = upload.extents().stream()
                            .filter(e -> e.chunkId().equals(id))
                            .findFirst()
                            .orElseThrow();
                    for (int value = 0; value < 16; value++) {
                        Chunk chunk = new Chunk(id, (int) extent.lengthBytes(), (byte) value);
                        if (chunk.crc32c().equals(extent.crc32c())) {
                            return chunk;
                        }
                    }
                    throw new IllegalStateException("a test's chunk has a value below 16");
                });
    }

    private List<String> receipts(NodeId... holders) {
        return receipts(List.of(first, second), holders);
    }

    private List<String> receipts(List<Chunk> chunks, NodeId... holders) {
        List<String> receipts = new ArrayList<>();
        for (Chunk chunk : chunks) {
            for (NodeId holder : holders) {
                receipts.add(receipt(chunk, holder));
            }
        }
        return receipts;
    }

    private String receipt(Chunk chunk, NodeId holder) {
        return tokens.sign(claim(cluster.id(), chunk, holder));
    }

    private static Receipt claim(ClusterId cluster, Chunk chunk, NodeId holder) {
        return new Receipt(cluster, chunk.id(), holder, chunk.lengthBytes(), chunk.crc32c(), Instant.now());
    }

    private Receipt old(Chunk chunk, NodeId holder) {
        Instant yesterday = Instant.now().minus(Duration.ofHours(25));
        return new Receipt(cluster.id(), chunk.id(), holder, chunk.lengthBytes(), chunk.crc32c(), yesterday);
    }

    private Map<String, Long> rows() {
        Map<String, Long> rows = new LinkedHashMap<>();
        TABLES.forEach(table -> rows.put(
                table,
                jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single()));
        return rows;
    }
}
