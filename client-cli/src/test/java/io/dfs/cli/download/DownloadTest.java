package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.support.ClusterScene;
import io.dfs.cli.support.NodeFault;
import io.dfs.cli.transfer.UnfinishedName;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest extends ClusterScene {

    private List<String> localFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("state"))
                    .sorted()
                    .toList();
        }
    }

    private Path journal() throws IOException {
        try (Stream<Path> journals = Files.list(folder.resolve("state/downloads"))) {
            return journals.findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK + 17})
    void givesBackWhatWasStored(int length) throws IOException {
        byte[] bytes = stored("/a", length);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(localFiles()).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(
            value = NodeFault.class,
            names = {"SERVES_WRONG_BYTES", "SAYS_CORRUPT"})
    @DisplayName("I-3 a bad replica is passed over and reported")
    void passesOverBadReplicas(NodeFault fault) throws IOException {
        byte[] bytes = stored("/a", 4 * CHUNK);
        cluster.node(1).fail(fault);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(cluster.metadata().reports())
                .hasSize(4)
                .extracting(BadReplicaReport::nodeId)
                .containsOnly(cluster.node(1).address().id());
        assertThat(run.err()).contains("a bad replica on node node-1 was passed over and reported");
    }

    @ParameterizedTest
    @EnumSource(
            value = NodeFault.class,
            names = {"REFUSES", "BREAKS_OFF", "HANGS"})
    void takesAnotherReplicaWhenANodeFails(NodeFault fault) throws IOException {
        byte[] bytes = stored("/a", 4 * CHUNK);
        cluster.node(1).fail(fault);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(cluster.metadata().reports()).isEmpty();
    }

    @Test
    @DisplayName("I-3 wrong bytes never become a file, even if every replica has them")
    void refusesWrongBytesFromEveryReplica() throws IOException {
        stored("/a", 100);
        cluster.nodes().forEach(node -> node.fail(NodeFault.SERVES_WRONG_BYTES));

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.err()).contains("CHECKSUM_MISMATCH").contains("can't be read from any replica");
        assertThat(localFiles()).isEmpty();
    }

    @Test
    void waitsForNodesThatComeBack() throws IOException {
        byte[] bytes = stored("/a", 4 * CHUNK);
        cluster.nodes().forEach(node -> node.fail(NodeFault.REFUSES, 5));

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
    }

    @Test
    void givesUpWhenNoNodeComesBack() throws IOException {
        stored("/a", 100);
        cluster.nodes().forEach(node -> node.fail(NodeFault.REFUSES));

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(localFiles()).isEmpty();
    }

    @Test
    @DisplayName("I-1 a file that is overwritten in the middle is read again from the start, never mixed")
    void startsAgainWhenTheFileIsOverwritten() throws IOException {
        stored("/new", 9 * CHUNK + 1);
        byte[] replacement = cluster.metadata().bytes("/new");
        stored("/a", 10 * CHUNK);
        AtomicInteger questions = new AtomicInteger();
        cluster.metadata().beforeLocations(() -> {
            if (questions.incrementAndGet() == 3) {
                cluster.metadata().replace("/a", cluster.metadata().file("/new").commit());
            }
        });

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(replacement);
        assertThat(run.err()).contains("/a was overwritten while it was read: starting again");
        assertThat(localFiles()).containsExactly("b");
    }

    @Test
    @DisplayName("I-7 the same command again fetches only what is missing")
    void resumes() throws IOException {
        byte[] bytes = stored("/a", 10 * CHUNK);
        cluster.node(1).failAfter(6, NodeFault.SERVES_WRONG_BYTES);
        cluster.node(2).fail(NodeFault.SERVES_WRONG_BYTES);
        cluster.node(3).fail(NodeFault.SERVES_WRONG_BYTES);
        assertThat(place.dfs("download", "--parallel", "1", "/a", "b").exitCode())
                .isEqualTo(8);
        assertThat(localFiles()).singleElement().matches(UnfinishedName::matches);
        int before = reads();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(reads() - before).isEqualTo(4);
        assertThat(localFiles()).containsExactly("b");
    }

    @Test
    @DisplayName("I-3 what an earlier run has left is checked before it is believed")
    void checksWhatItResumesFrom() throws IOException {
        byte[] bytes = stored("/a", 10 * CHUNK);
        cluster.node(1).failAfter(6, NodeFault.SERVES_WRONG_BYTES);
        cluster.node(2).fail(NodeFault.SERVES_WRONG_BYTES);
        cluster.node(3).fail(NodeFault.SERVES_WRONG_BYTES);
        place.dfs("download", "--parallel", "1", "/a", "b");
        Path part = folder.resolve(localFiles().getFirst()).resolve("data");
        byte[] damaged = Files.readAllBytes(part);
        damaged[CHUNK + 5] ^= 1;
        Files.write(part, damaged);
        Files.writeString(
                journal(),
                "{\"extents\":{\"target\":\"%s\",\"positions\":[9]}}\n{\"exte".formatted(folder.resolve("b")),
                StandardOpenOption.APPEND);
        int before = reads();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(reads() - before).isEqualTo(5);
    }

    @Test
    void whatNobodyHasContinuedForAMonthIsRemovedByAnotherDownload() throws IOException {
        stored("/a", 10 * CHUNK);
        byte[] other = stored("/other", 3);
        cluster.nodes().forEach(node -> node.failAfter(2, NodeFault.SERVES_WRONG_BYTES));
        place.dfs("download", "--parallel", "1", "/a", "b");
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
        assertThat(localFiles()).hasSize(1);
        Path abandoned = journal();

        place.dfs("download", "/other", "o1");
        assertThat(localFiles()).hasSize(2);
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        place.dfs("download", "/other", "o2");

        assertThat(localFiles()).containsExactly("o1", "o2");
        assertThat(folder.resolve("o2")).hasBinaryContent(other);
        assertThat(folder.resolve("state/downloads")).isEmptyDirectory();
    }

    @Test
    void startsAnewWhenTheFileWasOverwrittenBetweenTwoRuns() throws IOException {
        stored("/a", 10 * CHUNK);
        cluster.node(1).failAfter(6, NodeFault.SERVES_WRONG_BYTES);
        cluster.node(2).fail(NodeFault.SERVES_WRONG_BYTES);
        cluster.node(3).fail(NodeFault.SERVES_WRONG_BYTES);
        place.dfs("download", "--parallel", "1", "/a", "b");
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
        byte[] replacement = stored("/a", 3 * CHUNK + 3);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(replacement);
    }

    @ParameterizedTest
    @CsvSource({
        "0-0, 0, 1",
        "0-65535, 0, 65536",
        "65535-65536, 65535, 65537",
        "100-, 100, 786449",
        "-1, 786448, 786449",
        "-100000000, 0, 786449",
        "262143-262144, 262143, 262145",
        "262144-524287, 262144, 524288",
        "1-786447, 1, 786448",
        "786448-999999999, 786448, 786449",
        "0-, 0, 786449"
    })
    @DisplayName("I-3 a range has the right bytes, also when a replica is bad")
    void cutsRanges(String range, int from, int to) throws IOException {
        byte[] expected = Arrays.copyOfRange(stored("/a", 3 * CHUNK + 17), from, to);
        cluster.node(1).fail(NodeFault.SERVES_WRONG_BYTES);

        CommandRun toFile = place.dfs("download", "--range", range, "/a", "b");
        CommandRun toOut = place.dfs("download", "--range", range, "/a", "-");

        assertThat(toFile.exitCode()).as(toFile.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(expected);
        assertThat(toOut.exitCode()).as(toOut.err()).isZero();
        assertThat(toOut.outBytes()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0-0, 0, 1", "-1, 69999, 70000", "100-65700, 100, 65701", "0-, 0, 70000"})
    @DisplayName("I-3 a range of a file in a pack has the right bytes, and nothing beside the file is read")
    void cutsRangesOfPackedFiles(String range, int from, int to) throws IOException {
        byte[] pack = stored("/a", 3 * 70_000);
        FileCommit whole = cluster.metadata().file("/a").commit();
        byte[] member = Arrays.copyOfRange(pack, 70_000, 140_000);
        cluster.metadata()
                .replace(
                        "/a",
                        new FileCommit(
                                whole.uploadId(),
                                whole.path(),
                                member.length,
                                Crc32c.of(member),
                                whole.replicationFactor(),
                                whole.chunkSizeBytes(),
                                whole.precondition(),
                                null,
                                null,
                                List.of(new ExtentCommit(
                                        whole.extents().getFirst().chunkId(), 70_000, 70_000, Crc32c.of(member)))));
        cluster.nodes().forEach(node -> node.permitReads(70_000, 140_000));

        CommandRun run = place.dfs("download", "--range", range, "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(Arrays.copyOfRange(member, from, to));
    }

    @Test
    void refusesARangeBeyondTheEnd() throws IOException {
        stored("/a", 10);

        CommandRun run = place.dfs("download", "--range", "10-", "/a", "b");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("RANGE_NOT_SATISFIABLE").contains("10 bytes long");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, 5 * CHUNK + 17})
    void printsFiles(int length) throws IOException {
        byte[] bytes = stored("/a", length);
        cluster.node(1).fail(NodeFault.SERVES_WRONG_BYTES);

        CommandRun run = place.dfs("cat", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.outBytes()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("I-9 prints chunks larger than what is held in memory, checked block by block")
    void printsLargeChunks() throws IOException {
        byte[] bytes = new byte[11 * 1024 * 1024 + 3];
        new Random(7).nextBytes(bytes);
        Files.write(folder.resolve("source"), bytes);
        place.dfs("upload", "--chunk-size", "16MiB", "source", "/a");
        cluster.node(1).fail(NodeFault.SERVES_WRONG_BYTES);

        CommandRun run = place.dfs("cat", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.outBytes()).isEqualTo(bytes);
    }

    @Test
    void refusesToReplaceUnasked() throws IOException {
        byte[] bytes = stored("/a", 100);
        Files.writeString(folder.resolve("b"), "mine");

        CommandRun refused = place.dfs("download", "/a", "b");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(folder.resolve("b")).hasContent("mine");

        assertThat(place.dfs("download", "--overwrite", "/a", "b").exitCode()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
    }

    @Test
    @DisplayName("I-8 downloading again what is here already is no error")
    void isContentWithWhatIsHere() throws IOException {
        byte[] bytes = stored("/a", 3 * CHUNK);
        place.dfs("download", "/a", "b");
        int before = reads();

        assertThat(place.dfs("download", "/a", "b").exitCode()).isZero();

        assertThat(reads()).isEqualTo(before);
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
    }

    @Test
    void bringsBackATreeAsItWas() throws IOException {
        for (String name : List.of("a", "中文/é", "deep/er/still/x", "deep/" + "y".repeat(255), "-r", "blank ")) {
            Path file = folder.resolve("tree").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name.repeat(10));
        }
        Files.write(folder.resolve("tree/big"), new byte[2 * CHUNK + 1]);
        Files.createDirectories(folder.resolve("tree/empty/er"));
        assertThat(place.dfs("upload", "-r", "tree", "/t").exitCode()).isZero();
        cluster.node(2).fail(NodeFault.SERVES_WRONG_BYTES);

        CommandRun run = place.dfs("download", "-r", "/t", "back");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(describe("back")).isEqualTo(describe("tree"));
        assertThat(localFiles()).containsExactly("back", "tree");
    }

    @Test
    @DisplayName("I-7 a tree continues where it broke off, in the same place")
    void resumesATree() throws IOException {
        stored("/t/a", 100);
        stored("/t/b", 200);
        stored("/t/sub/c", 300);
        var later =
                cluster.metadata().file("/t/b").commit().extents().getFirst().chunkId();
        cluster.nodes().forEach(node -> node.chunks().get(later)[0] ^= 1);
        assertThat(place.dfs("download", "-r", "/t", "back").exitCode()).isEqualTo(8);
        cluster.nodes().forEach(node -> node.chunks().get(later)[0] ^= 1);
        int before = reads();

        CommandRun run = place.dfs("download", "-r", "/t", "back");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(describe("back"))
                .extracting(line -> line.split(" ")[0])
                .containsExactly("/", "a", "b", "sub/", "sub/c");
        assertThat(reads() - before).isEqualTo(1);
    }

    private List<String> describe(String directory) throws IOException {
        Path root = folder.resolve(directory);
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted()
                    .map(file -> root.relativize(file)
                            + (Files.isDirectory(file)
                                    ? "/"
                                    : " " + content(file).hashCode()))
                    .toList();
        }
    }

    private static List<Byte> content(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Byte[] boxed = new Byte[bytes.length];
            Arrays.setAll(boxed, i -> bytes[i]);
            return Arrays.asList(boxed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneDamagedFileOfATreeDoesNotStopTheOthers() throws IOException {
        stored("/t/a", 100);
        stored("/t/b", 200);
        stored("/t/c", 300);
        var lost = cluster.metadata().file("/t/b").commit().extents().getFirst().chunkId();
        cluster.nodes()
                .forEach(node -> node.chunks().computeIfPresent(lost, (_, bytes) -> {
                    bytes[0] ^= 1;
                    return bytes;
                }));

        CommandRun run = place.dfs("download", "-r", "/t", "back");

        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.err()).contains("1 file was not downloaded").contains("/t/b");
        assertThat(folder.resolve("back/a")).exists();
        assertThat(folder.resolve("back/b")).doesNotExist();
        assertThat(folder.resolve("back/c")).exists();
    }

    @Test
    void saysThatADirectoryNeedsRecursion() throws IOException {
        stored("/t/a", 1);

        CommandRun run = place.dfs("download", "/t", "back");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("give -r");
    }
}
