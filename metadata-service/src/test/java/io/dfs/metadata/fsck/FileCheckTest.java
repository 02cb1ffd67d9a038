package io.dfs.metadata.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckFinding.Kind;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileCheckTest {

    private static final Crc32c A = Crc32c.of(new byte[] {1, 2, 3});
    private static final Crc32c B = Crc32c.of(new byte[] {4, 5});
    private static final Crc32c AB = A.append(B, 2);
    private static final ChunkId CHUNK = new ChunkId(new UUID(0, 1));

    /** Two extents, 3 and 2 bytes: the first is a whole chunk, the second the end of a chunk of 10. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("sound", 5, AB, List.of(first(0), second(1)), List.of()),
                Arguments.of("an empty file", 0, Crc32c.EMPTY, List.of(), List.of()),
                Arguments.of(
                        "an extent missing at the end",
                        5,
                        AB,
                        List.of(first(0)),
                        List.of("the 1 extents have 3 bytes together, the file has 5")),
                Arguments.of(
                        "a gap", 5, AB, List.of(first(0), second(2)), List.of("extent 2 stands where extent 1 should")),
                Arguments.of(
                        "other bytes",
                        5,
                        new Crc32c(9),
                        List.of(first(0), second(1)),
                        List.of("the 2 extents have the CRC32C %s together, the file has 00000009".formatted(AB))),
                Arguments.of(
                        "behind the chunk's end",
                        3,
                        A,
                        List.of(extent(0, 8, 3, A, 10, new Crc32c(0))),
                        List.of("extent 0 has 3 bytes from offset 8 of a chunk that has 10")),
                Arguments.of(
                        "before its beginning",
                        3,
                        A,
                        List.of(extent(0, -1, 3, A, 10, new Crc32c(0))),
                        List.of("extent 0 has 3 bytes from offset -1 of a chunk that has 10")),
                Arguments.of(
                        "another checksum than the chunk's",
                        3,
                        A,
                        List.of(extent(0, 0, 3, A, 3, B)),
                        List.of("extent 0 is the whole chunk, but has the CRC32C %s and the chunk %s".formatted(A, B))),
                Arguments.of(
                        "a chunk of a lower factor",
                        3,
                        A,
                        List.of(new ExtentFacts(0, CHUNK, 0, 3, A, 3, A, 1)),
                        List.of("the chunk is to have 1 replicas, the file wants 2")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName("I-1 I-10 extents must be the file")
    void findsWhatIsInconsistent(
            String what, long lengthBytes, Crc32c crc32c, List<ExtentFacts> extents, List<String> details) {
        FileCheck check = check(lengthBytes, crc32c);
        extents.forEach(check::add);
        check.end();

        assertThat(check.findings().list()).extracting(FsckFinding::detail).isEqualTo(details);
        assertThat(check.findings().list())
                .extracting(FsckFinding::kind)
                .containsOnly(details.isEmpty() ? new Kind[0] : new Kind[] {Kind.INCONSISTENT});
    }

    @Test
    @DisplayName("I-9 of many findings of a kind some are listed and the others counted, the worst kind first")
    void manyFindingsAreCounted() {
        Findings findings = new Findings(FilePath.valueOf("/a"));
        for (int i = 0; i < Findings.MAX_OF_A_KIND + 3; i++) {
            findings.add(Kind.UNVERIFIED, CHUNK, "old");
        }
        findings.add(Kind.UNREADABLE, CHUNK, "gone");

        List<FsckFinding> list = findings.list();

        assertThat(list).hasSize(Findings.MAX_OF_A_KIND + 2);
        assertThat(list.getFirst().kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(list.getLast())
                .isEqualTo(new FsckFinding(FilePath.valueOf("/a"), null, Kind.UNVERIFIED, "and 3 more like these"));
    }

    private static FileCheck check(long lengthBytes, Crc32c crc32c) {
        return new FileCheck(new FileFacts(FilePath.valueOf("/a"), new UUID(0, 9), lengthBytes, crc32c, 2));
    }

    private static ExtentFacts first(int position) {
        return extent(position, 0, 3, A, 3, A);
    }

    private static ExtentFacts second(int position) {
        return extent(position, 8, 2, B, 10, new Crc32c(0));
    }

    private static ExtentFacts extent(
            int position, long offset, long length, Crc32c crc32c, long chunkLength, Crc32c chunkCrc32c) {
        return new ExtentFacts(position, CHUNK, offset, length, crc32c, chunkLength, chunkCrc32c, 2);
    }
}
