package io.dfs.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.Precondition;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.commit.Upload.Chunk;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.support.DefaultLimits;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileRulesTest {

    private static final Limits LIMITS = DefaultLimits.get();
    private static final Chunk FIRST = Chunk.of(1000, 1);
    private static final Chunk SECOND = Chunk.of(500, 2);
    private static final Upload GOOD = Upload.of("/a/f", List.of(FIRST, SECOND));

    static Stream<Arguments> goodFiles() {
        return Stream.of(
                arguments("two chunks", GOOD),
                arguments("an empty file", Upload.of("/f", List.of())),
                arguments("the smallest chunk size", GOOD.withChunkSizeBytes(1L << 20)),
                arguments("the largest chunk size", GOOD.withChunkSizeBytes(1L << 30)),
                arguments("one replica", GOOD.withReplicationFactor(1)),
                arguments("sixteen replicas", GOOD.withReplicationFactor(16)),
                arguments("a part of a chunk", Upload.ofExtents("/f", List.of(FIRST.part(10, 20)))),
                arguments(
                        "the same part twice",
                        Upload.ofExtents("/f", List.of(FIRST.part(10, 20), FIRST.part(10, 20)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFiles")
    void takesAGoodFile(String what, Upload upload) {
        assertThatCode(() -> FileRules.check(upload.request(List.of()), LIMITS)).doesNotThrowAnyException();
    }

    static Stream<Arguments> badFiles() {
        List<ExtentCommit> extents = GOOD.extents();
        return Stream.of(
                arguments("chunk size 0", GOOD.withChunkSizeBytes(0), ErrorCode.INVALID_CHUNK_SIZE, "1 MiB to 1 GiB"),
                arguments("chunk size -1", GOOD.withChunkSizeBytes(-1), ErrorCode.INVALID_CHUNK_SIZE, "1 MiB"),
                arguments("chunk size 2 GiB", GOOD.withChunkSizeBytes(2L << 30), ErrorCode.INVALID_CHUNK_SIZE, "2 GiB"),
                arguments(
                        "chunk size just too small",
                        GOOD.withChunkSizeBytes((1L << 20) - 1),
                        ErrorCode.INVALID_CHUNK_SIZE,
                        "/a/f"),
                arguments("no replica", GOOD.withReplicationFactor(0), ErrorCode.INVALID_REPLICATION_FACTOR, "1 to 16"),
                arguments(
                        "seventeen replicas",
                        GOOD.withReplicationFactor(17),
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        "17"),
                arguments("the root", GOOD.withPath("/"), ErrorCode.IS_A_DIRECTORY, "root"),
                arguments(
                        "a missing extent",
                        GOOD.withExtents(extents.subList(0, 1)),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "1000 bytes together, but the file is to have 1500"),
                arguments(
                        "an overlapping extent",
                        GOOD.withExtents(List.of(extents.get(0), extents.get(1), SECOND.part(0, 1))),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "1501"),
                arguments(
                        "an empty extent",
                        GOOD.withExtents(List.of(extents.get(0), extents.get(1), SECOND.part(0, 0))),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "0 bytes"),
                arguments(
                        "a negative extent",
                        GOOD.withExtents(
                                List.of(extents.get(0), new ExtentCommit(SECOND.id(), 0, -500, SECOND.crc32c()))),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "-500"),
                arguments(
                        "a negative offset",
                        GOOD.withExtents(
                                List.of(extents.get(0), new ExtentCommit(SECOND.id(), -1, 500, SECOND.crc32c()))),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "offset -1"),
                arguments(
                        "lengths beyond 63 bits",
                        GOOD.withExtents(Collections.nCopies(
                                        3, new ExtentCommit(SECOND.id(), 0, Long.MAX_VALUE, SECOND.crc32c())))
                                .withLengthBytes(Long.MAX_VALUE - 2),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "3 extents"),
                arguments(
                        "a negative length",
                        Upload.of("/f", List.of()).withLengthBytes(-1),
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "-1"),
                arguments(
                        "extents in the wrong order",
                        GOOD.withExtents(extents.reversed()),
                        ErrorCode.CHECKSUM_MISMATCH,
                        GOOD.crc32c().toString()),
                arguments("another checksum", GOOD.withCrc32c(new Crc32c(7)), ErrorCode.CHECKSUM_MISMATCH, "00000007"),
                arguments(
                        "an empty file with a checksum",
                        Upload.of("/f", List.of()).withCrc32c(new Crc32c(7)),
                        ErrorCode.CHECKSUM_MISMATCH,
                        "00000000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void refusesABadFile(String what, Upload upload, ErrorCode code, String detail) {
        refuses(upload.request(List.of()), code, detail);
    }

    @Test
    void refusesACommitOfNothing() {
        refuses(new CommitRequest(List.of(), List.of()), ErrorCode.INVALID_REQUEST, "1 to 1000");
    }

    @Test
    void refusesMoreFilesThanTheLimit() {
        List<FileCommit> files = IntStream.rangeClosed(0, 1_000)
                .mapToObj(i -> Upload.of("/f" + i, List.of()).commit())
                .toList();

        refuses(new CommitRequest(files, List.of()), ErrorCode.INVALID_REQUEST, "1001 files");
    }

    @Test
    void refusesMoreExtentsThanTheLimit() {
        Upload upload = Upload.ofExtents("/f", Collections.nCopies(10_001, FIRST.part(0, 1)));

        refuses(upload.request(List.of()), ErrorCode.INVALID_REQUEST, "10001 extents");
    }

    @Test
    void refusesTwoFilesAtOnePath() {
        CommitRequest request = new CommitRequest(
                List.of(
                        Upload.of("/f", List.of()).commit(),
                        Upload.of("/f", List.of()).commit()),
                List.of());

        refuses(request, ErrorCode.INVALID_REQUEST, "two files at /f");
    }

    @Test
    void refusesAFileBelowAnotherFileOfTheCommit() {
        CommitRequest request = new CommitRequest(
                List.of(
                        Upload.of("/a/b/c", List.of()).commit(),
                        Upload.of("/a", List.of()).commit()),
                List.of());

        refuses(request, ErrorCode.NOT_A_DIRECTORY, "/a is a file of this commit");
    }

    @Test
    void refusesAttributesAndContentTypesThatAreTooLarge() {
        refuses(described("x".repeat(256), Map.of()), ErrorCode.INVALID_REQUEST, "255");
        refuses(described("a\nb", Map.of()), ErrorCode.INVALID_REQUEST, "control");
        refuses(described(null, Map.of("k", "ü".repeat(8_192))), ErrorCode.INVALID_REQUEST, "16385 bytes");
    }

    private static CommitRequest described(String contentType, Map<String, String> attributes) {
        FileCommit good = Upload.of("/f", List.of()).commit();
        return new CommitRequest(
                List.of(new FileCommit(
                        good.uploadId(),
                        FilePath.valueOf("/f"),
                        0,
                        Crc32c.EMPTY,
                        3,
                        Upload.CHUNK_SIZE,
                        Precondition.ABSENT,
                        contentType,
                        attributes,
                        List.of())),
                List.of());
    }

    private static void refuses(CommitRequest request, ErrorCode code, String detail) {
        assertThatThrownBy(() -> FileRules.check(request, LIMITS)).isInstanceOfSatisfying(DfsException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e).hasMessageContaining(detail);
        });
    }
}
