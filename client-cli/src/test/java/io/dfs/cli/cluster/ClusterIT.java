package io.dfs.cli.cluster;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.FileStat;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Four nodes, real processes. Every test leaves the cluster whole for the next. */
@TestInstance(Lifecycle.PER_CLASS)
class ClusterIT {

    private static final int MIB = 1 << 20;
    private static final List<String> NODES = List.of("node-1", "node-2", "node-3", "node-4");

    private Path home;

    private TestCluster cluster;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        home = folder;
        cluster = new TestCluster(home, 4, 1);
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @BeforeEach
    void everyNodeIsWell() {
        await().atMost(ofMinutes(1))
                .untilAsserted(() -> assertThat(cluster.metadata().nodes().nodes())
                        .allMatch(node -> node.health() == io.dfs.common.api.NodeHealth.HEALTHY)
                        .hasSize(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB + 7})
    @DisplayName("I-5 stores any size on distinct nodes and gives it back")
    void storesAnySizeOnDistinctNodesAndGivesItBack(int length) throws IOException {
        Path source = randomFile("size-" + length, length);
        String target = "/sizes/" + length;

        succeed("upload", "--chunk-size", "8MiB", "--replication", "3", source.toString(), target);

        FileStat stat = cluster.stat(target);
        assertThat(stat.lengthBytes()).isEqualTo(length);
        assertThat(stat.crc32c()).isEqualTo(Crc32c.of(Files.readAllBytes(source)));
        assertThat(stat.extents())
                .hasSize((length + 8 * MIB - 1) / (8 * MIB))
                .allSatisfy(extent -> assertThat(extent.replicas())
                        .extracting(ReplicaStat::node)
                        .hasSize(3)
                        .doesNotHaveDuplicates());
        assertReadsBack(target, source);
    }

    @Test
    @DisplayName("relayed through the first node, a file is stored on as many nodes")
    void relaysThroughTheFirstNode() throws IOException {
        Path source = randomFile("relayed", 20 * MIB + 3);

        succeed("upload", "--relay", "--chunk-size", "8MiB", "--replication", "3", source.toString(), "/relayed");

        assertThat(cluster.fewestLiveReplicas("/relayed")).isEqualTo(3);
        assertReadsBack("/relayed", source);
    }

    @Test
    void storesATreeWithOddNamesAndGivesItBack() throws IOException {
        Path tree = oddTree(home.resolve("tree"));

        succeed("upload", "-r", tree.toString(), "/odd");
        succeed("download", "-r", "/odd", home.resolve("tree-back").toString());

        assertThat(contents(home.resolve("tree-back"))).isEqualTo(contents(tree));
    }

    @Test
    void pipesThroughStandardInputAndOutput() throws IOException {
        Path source = randomFile("piped", 3 * MIB);
        byte[] whole = Files.readAllBytes(source);

        assertSucceeded(cluster.dfsWithInput(source, "upload", "--chunk-size", "1MiB", "-", "/pipe/it")
                .await());

        assertThat(cluster.stat("/pipe/it").extents()).hasSize(3);
        assertThat(succeed("download", "/pipe/it", "-").out()).isEqualTo(whole);
        assertThat(succeed("cat", "/pipe/it").out()).isEqualTo(whole);
        assertThat(succeed("download", "--range", "1000000-2999999", "/pipe/it", "-")
                        .out())
                .isEqualTo(Arrays.copyOfRange(whole, 1_000_000, 3_000_000));
    }

    @Test
    @DisplayName(
            "I-6 a node killed during an upload fails nothing, and within a minute every chunk has its replicas again")
    void aNodeKilledDuringAnUploadFailsNothing() throws IOException {
        Path source = randomFile("kill-node", 400 * MIB);
        int before = cluster.chunkFiles("node-2").size();
        DfsProcess upload =
                cluster.dfs("upload", "--chunk-size", "4MiB", "--replication", "3", source.toString(), "/kill-node");
        await().atMost(ofMinutes(1)).until(() -> cluster.chunkFiles("node-2").size() > before + 3);
        assertThat(upload.isRunning()).isTrue();

        cluster.kill("node-2");

        assertSucceeded(upload.await());
        await().atMost(ofMinutes(2)).untilAsserted(() -> {
            assertThat(cluster.metadata().nodes().nodes())
                    .anyMatch(node -> node.health() == io.dfs.common.api.NodeHealth.DEAD);
            assertThat(cluster.fewestLiveReplicas("/kill-node")).isGreaterThanOrEqualTo(3);
        });
        assertReadsBack("/kill-node", source);
        cluster.start("node-2");
    }

    @Test
    @DisplayName("I-8 a client killed in the middle and run again sends only what is missing")
    void aClientKilledInTheMiddleSendsOnlyWhatIsMissing() throws IOException {
        Path source = randomFile("kill-client", 400 * MIB);
        String[] command = {"upload", "--chunk-size", "4MiB", "--replication", "3", source.toString(), "/kill-client"};
        // Replicas of other tests' chunks may still be made or trimmed meanwhile.
        Set<String> before = Set.copyOf(chunksOfAllFiles());
        DfsProcess upload = cluster.dfs(command);
        await().atMost(ofMinutes(1)).until(() -> chunkFilesBeside(before) > 60);
        upload.kill();
        assertThatThrownBy(() -> cluster.stat("/kill-client")).isInstanceOf(DfsException.class);

        assertSucceeded(cluster.dfs(command).await());

        // 100 chunks on 3 nodes; what was under way at the kill, 4 chunks by default, may be there twice.
        assertThat(chunkFilesBeside(before)).isBetween(300L, 300L + 3 * 4);
        assertReadsBack("/kill-client", source);
    }

    @Test
    @DisplayName("I-7 a metadata service killed in the middle and started again fails nothing")
    void aMetadataServiceKilledInTheMiddleFailsNothing() throws IOException {
        Path source = randomFile("kill-metadata", 400 * MIB);
        int before = allChunkFiles();
        DfsProcess upload = cluster.dfs(
                "upload", "--chunk-size", "4MiB", "--replication", "3", source.toString(), "/kill-metadata");
        await().atMost(ofMinutes(1)).until(() -> allChunkFiles() > before + 30);
        assertThat(upload.isRunning()).isTrue();

        cluster.kill("metadata");
        cluster.start("metadata");

        assertSucceeded(upload.await());
        assertReadsBack("/kill-metadata", source);
    }

    @Test
    @DisplayName(
            "I-3 a flipped byte is never delivered: another replica is read, the bad one reported, fenced and replaced")
    void aFlippedByteIsNeverDelivered() throws IOException {
        Path source = randomFile("flip", 8 * MIB);
        succeed("upload", "--chunk-size", "8MiB", "--replication", "3", source.toString(), "/flip");
        // Whichever replica is read first, it is a bad one as long as two of three are.
        List<String> damaged = cluster.stat("/flip").extents().getFirst().replicas().stream()
                .limit(2)
                .map(ReplicaStat::node)
                .toList();
        for (String node : damaged) {
            flipByte(node, "/flip", 5 * MIB);
        }

        for (int i = 0; i < 12; i++) {
            assertReadsBack("/flip", source);
        }

        await().atMost(ofMinutes(1)).untilAsserted(() -> {
            assertThat(cluster.fewestLiveReplicas("/flip")).isEqualTo(3);
            assertThat(cluster.stat("/flip").extents().getFirst().replicas())
                    .noneMatch(replica -> replica.state() == ReplicaState.SUSPECT);
        });
        assertReadsBack("/flip", source);
    }

    @Test
    @DisplayName("I-7 everything stopped and started again reads back")
    void everythingStoppedAndStartedAgainReadsBack() throws IOException {
        Path source = randomFile("restart", 10 * MIB);
        succeed("upload", "--chunk-size", "4MiB", source.toString(), "/restart");

        cluster.stopAll();
        cluster.startAll();

        assertReadsBack("/restart", source);
        assertThat(cluster.fewestLiveReplicas("/restart")).isEqualTo(3);
    }

    @Test
    @DisplayName("what lies on the nodes' disks is what was stored, unless it is encrypted")
    void filesLieOnDisksAsTheClusterWasTold() throws IOException {
        byte[] text = "the plans of the new machine, and no one else's business".getBytes(StandardCharsets.UTF_8);
        Path source = Files.write(home.resolve("plans"), text);
        succeed("upload", "--replication", "2", source.toString(), "/plans");

        FileStat stored = cluster.stat("/plans");

        for (ReplicaStat replica : stored.extents().getFirst().replicas()) {
            Path file = cluster.chunkFile(
                            replica.node(), stored.extents().getFirst().chunkId())
                    .orElseThrow();
            assertThat(file)
                    .content(StandardCharsets.ISO_8859_1)
                    .matches(content ->
                            content.contains(new String(text, StandardCharsets.ISO_8859_1)) != SecureMode.isOn());
        }
        assertReadsBack("/plans", source);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--replication 5|/bad/factor|REPLICATION_UNAVAILABLE|7",
                "--replication 0|/bad/zero|INVALID_REPLICATION_FACTOR|2",
                "--chunk-size 0|/bad/size|INVALID_CHUNK_SIZE|2",
                "--chunk-size 2GiB|/bad/size|INVALID_CHUNK_SIZE|2",
                "--replication 3|/bad/../x|INVALID_PATH|2",
                "--replication 3|/taken|ALREADY_EXISTS|4",
                "--replication 3|/taken/below|NOT_A_DIRECTORY|4",
            })
    void badInputIsRefusedWithItsCodeAndNothingIsStored(String options, String target, String code, int exitCode)
            throws IOException {
        Path source = randomFile("bad", 1000);
        succeed("upload", "--overwrite", source.toString(), "/taken");
        long version = cluster.stat("/taken").version();

        DfsProcess.Result result = cluster.dfs(Stream.concat(
                                Stream.of("upload", "--json"),
                                Stream.concat(Stream.of(options.split(" ")), Stream.of(source.toString(), target)))
                        .toArray(String[]::new))
                .await();

        assertThat(result.err()).contains(code);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(cluster.stat("/taken").version()).isEqualTo(version);
        assertThat(cluster.metadata().list(FilePath.ROOT, null, 1000).entries())
                .noneMatch(entry -> entry.name().equals("bad"));
    }

    private DfsProcess.Result succeed(String... arguments) {
        DfsProcess.Result result = cluster.dfs(arguments).await();
        assertSucceeded(result);
        return result;
    }

    private static void assertSucceeded(DfsProcess.Result result) {
        assertThat(result.exitCode()).as("stderr: %s", result.err()).isZero();
    }

    private void assertReadsBack(String path, Path source) throws IOException {
        Path back = home.resolve("back");
        succeed("download", "--overwrite", path, back.toString());
        assertThat(Files.mismatch(source, back)).isEqualTo(-1);
    }

    private long chunkFilesBeside(Set<String> chunks) {
        return chunksOfAllFiles().stream()
                .filter(chunk -> !chunks.contains(chunk))
                .count();
    }

    /** One for each file, so a chunk is there as often as it has replicas. */
    private List<String> chunksOfAllFiles() {
        return NODES.stream()
                .flatMap(node -> cluster.chunkFiles(node).stream())
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private int allChunkFiles() {
        return NODES.stream().mapToInt(node -> cluster.chunkFiles(node).size()).sum();
    }

    private void flipByte(String node, String path, long offset) throws IOException {
        Path file = cluster.chunkFile(
                        node, cluster.stat(path).extents().getFirst().chunkId())
                .orElseThrow();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int value = bytes.read();
            bytes.seek(offset);
            bytes.write(value ^ 1);
        }
    }

    private Path randomFile(String name, int length) throws IOException {
        Path file = home.resolve(name);
        Random random = new Random(length);
        byte[] block = new byte[MIB];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int rest = length; rest > 0; rest -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, Math.min(rest, block.length));
            }
        }
        return file;
    }

    private static Path oddTree(Path root) throws IOException {
        List<String> names = List.of(
                "中文文件名",
                "🎉🎊",
                "with spaces",
                " leading and trailing ",
                "it's \"quoted\"",
                "-rf",
                "--help",
                "a;b=c&d?e#f%41",
                "back\\slash",
                "new\nline",
                "é",
                "e\u0301",
                "A",
                "a",
                "文".repeat(85),
                "x".repeat(255),
                "...",
                "~",
                "$HOME");
        for (String name : names) {
            Path directory = Files.createDirectories(root.resolve("d").resolve(name));
            Files.writeString(directory.resolve(name), "content of " + name);
        }
        for (int i = 0; i < 300; i++) {
            Path directory = Files.createDirectories(root.resolve("many").resolve("d" + i % 7));
            Files.writeString(directory.resolve("file-" + i), "x".repeat(i * 37 % 5000));
        }
        Files.createDirectories(root.resolve("empty/directory"));
        Files.createFile(root.resolve("empty-file"));
        return root;
    }

    /** Path below the root to checksum, or to "directory". */
    private static Map<String, String> contents(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root))
                    .collect(Collectors.toMap(
                            file -> root.relativize(file).toString(), ClusterIT::describe, (a, _) -> a, TreeMap::new));
        }
    }

    private static String describe(Path file) {
        try {
            return Files.isDirectory(file)
                    ? "directory"
                    : Crc32c.of(Files.readAllBytes(file)).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
