package io.dfs.metadata.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckFinding.Kind;
import io.dfs.common.api.FsckReply;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.ServiceContract;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class FsckContract extends ServiceContract {

    private NodeId first;
    private NodeId second;
    private NodeId third;

    @BeforeEach
    void threeNodes() {
        first = register("node-1", "a");
        second = register("node-2", "b");
        third = register("node-3", "c");
    }

    @Test
    @DisplayName("I-10 sound files have no findings, and what is no file is skipped")
    void soundFilesHaveNoFindings() {
        ChunkId shared = unreferencedChunk(3, first, second, third);
        ChunkId own = unreferencedChunk(3, first, second, third);
        wholeFile("a", 3, shared, own);
        wholeFile("b", 2, shared);
        wholeFile("empty", 3);
        verifyAll();

        assertThat(fsck("/a", "/b", "/empty", "/", "/nothing", "/a/below", "/a"))
                .isEqualTo(new FsckReply(3, 2, List.of()));
        assertThat(fsck()).isEqualTo(new FsckReply(0, 0, List.of()));
    }

    @Test
    @DisplayName("I-6 I-10 what the replicas lack is found without any work item")
    void missingReplicasAreFound() {
        ChunkId unreadable = unreferencedChunk(1, third);
        ChunkId endangered = unreferencedChunk(3, first, third);
        ChunkId under = unreferencedChunk(3, first, second, third);
        wholeFile("unreadable", 1, unreadable);
        wholeFile("endangered", 3, endangered);
        wholeFile("under", 3, under);
        verifyAll();
        kill(third);

        assertThat(fsck("/unreadable", "/endangered", "/under").findings())
                .containsExactlyInAnyOrder(
                        finding("/unreadable", unreadable, Kind.UNREADABLE, "0 of 1 replicas: node-3 dead"),
                        finding("/endangered", endangered, Kind.ENDANGERED, "1 of 3 replicas: node-3 dead"),
                        finding("/under", under, Kind.UNDER_REPLICATED, "2 of 3 replicas: node-3 dead"));
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-3 bad replicas do not count, and suspect ones are not good")
    void badReplicasDoNotCount() {
        ChunkId corrupt = unreferencedChunk(3, first, second, third);
        replica(corrupt, second, ReplicaState.CORRUPT);
        ChunkId suspect = unreferencedChunk(2, first, second);
        replica(suspect, second, ReplicaState.SUSPECT);
        wholeFile("corrupt", 3, corrupt);
        wholeFile("suspect", 2, suspect);
        verifyAll();

        assertThat(fsck("/corrupt", "/suspect").findings())
                .containsExactlyInAnyOrder(
                        finding("/corrupt", corrupt, Kind.UNDER_REPLICATED, "2 of 3 replicas: node-2 corrupt"),
                        finding(
                                "/suspect",
                                suspect,
                                Kind.ENDANGERED,
                                "1 of 2 replicas are known to be good, the others are suspect"));
    }

    @Test
    @DisplayName("I-5 two replicas in one zone while another has room are found, and so are too many")
    void misplacedAndExcessReplicasAreFound() {
        NodeId fourth = register("node-4", "a");
        ChunkId misplaced = unreferencedChunk(2, first, fourth);
        ChunkId excess = unreferencedChunk(2, first, second, third);
        wholeFile("misplaced", 2, misplaced);
        wholeFile("excess", 2, excess);
        verifyAll();

        List<FsckFinding> findings = fsck("/misplaced", "/excess").findings();

        assertThat(findings).extracting(FsckFinding::kind).containsExactlyInAnyOrder(Kind.MISPLACED, Kind.EXCESS);
        assertThat(findings).noneMatch(FsckFinding::isRisk);
        assertThat(findings).contains(finding("/excess", excess, Kind.EXCESS, "1 replicas more than the 2 wanted"));
    }

    @Test
    @DisplayName("I-10 replicas that were not verified for long, or never, are found")
    void oldVerificationsAreFound() {
        ChunkId chunk = unreferencedChunk(3, first, second, third);
        wholeFile("a", 3, chunk);
        verifyAll();
        update("UPDATE replica SET verified_at = NULL WHERE node_id = ?", bytes(second.value()));
        update("UPDATE replica SET verified_at = '2020-01-01 00:00:00' WHERE node_id = ?", bytes(third.value()));

        assertThat(fsck("/a").findings())
                .containsExactly(finding(
                        "/a", chunk, Kind.UNVERIFIED, "not verified within 30 days, or only claimed: node-2, node-3"));
    }

    @Test
    @DisplayName("I-1 a file that is not what its extents are is found")
    void inconsistentFilesAreFound() {
        ChunkId chunk = unreferencedChunk(2, first, second);
        UUID shorter = wholeFile("shorter", 2, chunk, chunk);
        UUID changed = wholeFile("changed", 2, chunk);
        wholeFile("sound", 2, chunk);
        wholeFile("wanting", 3, chunk);
        verifyAll();
        update("DELETE FROM extent WHERE file_id = ? AND position = 1", bytes(shorter));
        update("UPDATE entry SET crc32c = 8 WHERE id = ?", bytes(changed));

        FsckReply reply = fsck("/shorter", "/changed", "/sound", "/wanting");

        assertThat(reply.checkedFiles()).isEqualTo(4);
        assertThat(reply.checkedChunks()).isEqualTo(1);
        assertThat(reply.findings())
                .containsExactlyInAnyOrder(
                        finding(
                                "/shorter",
                                null,
                                Kind.INCONSISTENT,
                                "the 1 extents have 1000 bytes together, the file has 2000"),
                        finding(
                                "/changed",
                                null,
                                Kind.INCONSISTENT,
                                "the 1 extents have the CRC32C 00000007 together, the file has 00000008"),
                        finding(
                                "/wanting",
                                chunk,
                                Kind.INCONSISTENT,
                                "the chunk is to have 2 replicas, the file wants 3"));
    }

    @Test
    @DisplayName("I-9 a request has so many paths and no more")
    void aRequestIsLimited() {
        List<FilePath> many = Collections.nCopies(501, FilePath.valueOf("/a"));

        refusal(ErrorCode.INVALID_REQUEST, () -> operations.fsck(new FsckRequest(many)));
        assertThat(operations.fsck(new FsckRequest(many.subList(0, 500))).checkedFiles())
                .isZero();
    }

    private FsckReply fsck(String... paths) {
        return operations.fsck(
                new FsckRequest(Stream.of(paths).map(FilePath::valueOf).toList()));
    }

    private void verifyAll() {
        update("UPDATE replica SET verified_at = CURRENT_TIMESTAMP(6)");
    }

    private static FsckFinding finding(String path, @Nullable ChunkId chunk, Kind kind, String detail) {
        return new FsckFinding(FilePath.valueOf(path), chunk, kind, detail);
    }
}
