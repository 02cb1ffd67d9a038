package io.dfs.node.chunk;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoriesTest {

    @TempDir
    private Path root;

    private DataDirectories open(String... names) {
        return open(new LocalDisk(), names);
    }

    private DataDirectories open(Disk disk, String... names) {
        return DataDirectories.open(Arrays.stream(names).map(root::resolve).toList(), null, Clock.systemUTC(), disk);
    }

    private NodeId nodeIdOf(String... names) {
        try (DataDirectories directories = open(names)) {
            return directories.nodeId();
        }
    }

    private void assertStartRefused(String message, String... names) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> open(names))
                .withMessageContaining(message);
    }

    private void joinCluster(ClusterId cluster, String... names) {
        try (DataDirectories directories = open(names)) {
            directories.adopt(cluster);
        }
    }

    @Test
    @DisplayName("I-7 a new directory gets a node id that survives a restart")
    void aNewDirectoryGetsANodeIdThatSurvivesARestart() {
        NodeId nodeId = nodeIdOf("a");

        assertThat(nodeIdOf("a")).isEqualTo(nodeId);
        assertThat(root.resolve("a/dfs-node.json")).content().contains(nodeId.toString());
    }

    @Test
    void anEmptyDirectoryJoinsTheOthers() {
        NodeId nodeId = nodeIdOf("a");
        ClusterId cluster = ClusterId.random();
        joinCluster(cluster, "a");

        assertThat(nodeIdOf("a", "b")).isEqualTo(nodeId);
        assertThat(nodeIdOf("b")).isEqualTo(nodeId);
        assertThat(root.resolve("b/dfs-node.json")).content().contains(cluster.toString());
    }

    @Test
    void createsTheDirectoryWithItsParents() {
        nodeIdOf("new/deep/a");

        assertThat(root.resolve("new/deep/a/chunks")).isDirectory();
    }

    @Test
    void refusesDirectoriesOfDifferentNodes() {
        nodeIdOf("a");
        nodeIdOf("b");

        assertStartRefused("belong to different nodes", "a", "b");
    }

    @Test
    void refusesDirectoriesOfDifferentClusters() throws IOException {
        nodeIdOf("a", "b");
        for (String name : List.of("a", "b")) {
            Path marker = root.resolve(name).resolve(DirectoryMarker.FILE_NAME);
            Files.writeString(
                    marker,
                    Files.readString(marker)
                            .replaceFirst("\"clusterId\" : null", "\"clusterId\" : \"" + ClusterId.random() + "\""));
        }

        assertStartRefused("belong to different clusters", "a", "b");
    }

    @Test
    void refusesADirectoryWithOtherFilesAndLeavesItAsItIs() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/thesis.txt"), "years of work");

        assertStartRefused("neither empty nor a data directory", "a");

        assertThat(root.resolve("a/thesis.txt")).hasContent("years of work");
        assertThat(root.resolve("a/dfs-node.json")).doesNotExist();
    }

    @Test
    void refusesADirectoryOfANewerFormat() throws IOException {
        nodeIdOf("a");
        Path marker = root.resolve("a/dfs-node.json");
        String newer = Files.readString(marker).replace("\"formatVersion\" : 1", "\"formatVersion\" : 2");
        Files.writeString(marker, newer);

        assertStartRefused("has format version 2 and this program knows 1", "a");

        assertThat(marker).hasContent(newer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{}",
                "{\"formatVersion\":1}",
                "{\"formatVersion\":1,\"nodeId\":\"x\",\"directoryId\":\"y\",\"createdAt\":\"z\"}"
            })
    void refusesAMarkerThatCantBeUnderstood(String content) throws IOException {
        nodeIdOf("a");
        Files.writeString(root.resolve("a/dfs-node.json"), content);

        assertStartRefused("can't be understood", "a");

        assertThat(root.resolve("a/dfs-node.json")).hasContent(content);
    }

    @Test
    @DisplayName("I-7 a crash during the first start needs no manual step")
    void aCrashDuringTheFirstStartNeedsNoManualStep() {
        RecordingDisk disk = new RecordingDisk();
        for (int step = 0; step < 12; step++) {
            String name = "crash-" + step;
            disk.forget();
            disk.dieAtStep(step);
            try {
                open(disk, name).close();
            } catch (StartRefusedException e) {
                assertThat(e).hasMessageContaining("None of the data directories can be used");
            }
            disk.repair();

            assertThat(nodeIdOf(name)).as("after a crash at step %d", step).isNotNull();
        }
    }

    @Test
    @DisplayName("I-7 removes what writes cut short have left")
    void removesWhatWritesCutShortHaveLeft() throws IOException {
        nodeIdOf("a");
        Files.writeString(root.resolve("a/tmp/x.1.tmp"), "half");

        nodeIdOf("a");

        assertThat(root.resolve("a/tmp")).isEmptyDirectory();
    }

    @Test
    void adoptsItsClusterOnceAndRefusesAnother() {
        ClusterId cluster = ClusterId.random();
        try (DataDirectories directories = open("a", "b")) {
            assertThat(directories.clusterId()).isNull();
            directories.adopt(cluster);
            directories.adopt(cluster);

            assertThat(directories.clusterId()).isEqualTo(cluster);
            assertRefused(ErrorCode.WRONG_CLUSTER, () -> directories.adopt(ClusterId.random()));
        }
        try (DataDirectories directories = open("b")) {
            assertThat(directories.clusterId()).isEqualTo(cluster);
        }
    }

    @Test
    @DisplayName("I-7 finishes an adoption that a crash has cut short between two directories")
    void finishesAnAdoptionThatWasCutShort() {
        ClusterId cluster = ClusterId.random();
        nodeIdOf("a", "b");
        joinCluster(cluster, "a");

        nodeIdOf("a", "b");

        try (DataDirectories directories = open("b")) {
            assertThat(directories.clusterId()).isEqualTo(cluster);
        }
    }

    @Test
    void oneUnusableDiskDoesNotKeepTheNodeFromStarting() throws IOException {
        Files.writeString(root.resolve("no-directory"), "a file stands here");

        try (DataDirectories directories = open("no-directory", "a")) {
            StoreReport report = new DiskChunkStore(
                            directories, EncryptionKeys.none(), Clock.systemUTC(), new RecordingWatcher())
                    .report();
            assertThat(report.failedDirectories())
                    .containsExactly(root.resolve("no-directory").toString());
        }
        assertStartRefused("None of the data directories can be used", "no-directory");
    }

    @Test
    void refusesTheSameDirectoryTwiceAlsoThroughALink() throws IOException {
        nodeIdOf("a");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));

        assertStartRefused("is in use by another storage node", "a", "link");
        assertThat(nodeIdOf("a")).isNotNull(); // the refusal has given the lock back
    }

    @Test
    @DisplayName("I-7 a second process on a directory refuses to start, and may once the first has been killed")
    void aSecondProcessRefusesToStart() throws Exception {
        Process first = startHolder();
        try {
            assertThat(first.inputReader().readLine()).isEqualTo("holding");

            assertStartRefused(root.resolve("a") + " is in use by another storage node", "a");
        } finally {
            first.destroyForcibly();
            assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(nodeIdOf("a")).isNotNull();
    }

    private Process startHolder() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Holder.class.getName(),
                        root.resolve("a").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Holds a data directory until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (DataDirectories _ = DataDirectories.open(List.of(Path.of(arguments[0])), null, Clock.systemUTC())) {
                System.out.println("holding");
                int _ = System.in.read();
            }
        }
    }
}
