package io.dfs.node.chunk;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.dfs.common.api.DiskVerdict;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeDisk.Condition;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
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

    /** As a service of an older version would let them in, which sends no verdicts. */
    private NodeId nodeIdOf(String... names) {
        return joinCluster(TestChunks.CLUSTER, names);
    }

    private void assertStartRefused(String message, String... names) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> open(names))
                .withMessageContaining(message);
    }

    private NodeId joinCluster(ClusterId cluster, String... names) {
        try (DataDirectories directories = open(names)) {
            TestChunks.join(directories, cluster);
            return directories.nodeId();
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

        assertThat(nodeIdOf("a", "b")).isEqualTo(nodeId);
        assertThat(nodeIdOf("b")).isEqualTo(nodeId);
        assertThat(root.resolve("b/dfs-node.json")).content().contains(TestChunks.CLUSTER.toString());
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
                            .replace(
                                    TestChunks.CLUSTER.toString(),
                                    ClusterId.random().toString()));
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
                try (DataDirectories directories = open(disk, name)) {
                    TestChunks.join(directories, TestChunks.CLUSTER);
                }
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
            TestChunks.join(directories, cluster);
            TestChunks.join(directories, cluster);

            assertThat(directories.clusterId()).isEqualTo(cluster);
            assertRefused(ErrorCode.WRONG_CLUSTER, () -> TestChunks.join(directories, ClusterId.random()));
        }
        try (DataDirectories directories = open("b")) {
            assertThat(directories.clusterId()).isEqualTo(cluster);
        }
    }

    @Test
    @DisplayName("I-7 the markers of an older version, without a cluster and without siblings, are completed")
    void completesTheMarkersOfAnOlderVersion() throws IOException {
        nodeIdOf("a", "b");
        String old = Files.readString(marker("b"))
                .replace("\"" + TestChunks.CLUSTER + "\"", "null")
                .replaceFirst("(?s),\\s*\"siblings\".*", "}");
        Files.writeString(marker("b"), old);

        open("a", "b").close();

        assertThat(marker("b"))
                .content()
                .contains(TestChunks.CLUSTER.toString(), root.resolve("a").toString());
    }

    @Test
    void readsOverWhatANewerVersionAddsToAMarker() throws IOException {
        NodeId nodeId = nodeIdOf("a");
        Files.writeString(
                marker("a"), Files.readString(marker("a")).replaceFirst("\\{", "{ \"added\" : [ { \"x\" : 1 } ],"));

        assertThat(nodeIdOf("a")).isEqualTo(nodeId);
    }

    // Disks that are not where they were

    private Path marker(String name) {
        return root.resolve(name).resolve(DirectoryMarker.FILE_NAME);
    }

    /** As an unmounted disk leaves it: the directory is there and empty. */
    private void unmount(String name) throws IOException {
        Files.move(root.resolve(name), root.resolve(name + ".disk"));
        Files.createDirectory(root.resolve(name));
    }

    private void mount(String name) throws IOException {
        Files.delete(root.resolve(name));
        Files.move(root.resolve(name + ".disk"), root.resolve(name));
    }

    private static DiskChunkStore store(DataDirectories directories) {
        return new DiskChunkStore(directories, EncryptionKeys.none(), Clock.systemUTC(), new RecordingWatcher());
    }

    private static StoreReport report(DataDirectories directories) {
        return store(directories).report();
    }

    private static void answer(DataDirectories directories, List<UUID> givenUp, DiskVerdict... verdicts) {
        directories.adopt(
                directories.nodeId(), new NodeRegistered(TestChunks.CLUSTER, 1, 1000, List.of(verdicts), givenUp));
    }

    @Test
    @DisplayName("an empty directory in the place of a disk is not written to; the node serves its other disks")
    void anEmptyDirectoryInThePlaceOfADiskIsNotUsed() throws IOException {
        NodeId nodeId = nodeIdOf("a", "b");
        unmount("b");

        try (DataDirectories directories = open("a", "b")) {
            TestChunks.join(directories, TestChunks.CLUSTER);

            assertThat(directories.nodeId()).isEqualTo(nodeId);
            assertThat(directories.owned()).extracting(DataDirectory::path).containsExactly(root.resolve("a"));
            assertThat(report(directories).failedDirectories())
                    .containsExactly(root.resolve("b").toString());
            assertThat(report(directories).directories().getLast().failure())
                    .contains("mount it", "dfs node disk accept");
        }
        assertThat(root.resolve("b")).isEmptyDirectory();

        mount("b");
        try (DataDirectories directories = open("a", "b")) {
            assertThat(directories.owned()).hasSize(2).allMatch(DataDirectory::works);
        }
    }

    @Test
    @DisplayName("the directory of a disk that is not mounted is not created on the disk below it")
    void aMissingDirectoryOfADiskIsNotCreated() throws IOException {
        nodeIdOf("a", "mnt/b");
        Files.move(root.resolve("mnt/b"), root.resolve("b.disk"));
        Files.delete(root.resolve("mnt"));

        try (DataDirectories directories = open("a", "mnt/b")) {
            TestChunks.join(directories, TestChunks.CLUSTER);
        }

        assertThat(root.resolve("mnt")).doesNotExist();
    }

    @Test
    @DisplayName("nothing is written to an empty directory before the metadata service has said that it may join")
    void nothingIsWrittenToAnEmptyDirectoryBeforeItMayJoin() throws IOException {
        Path only = Files.createDirectory(root.resolve("a"));

        try (DataDirectories directories = open("a", "b")) {
            assertThat(report(directories).space().freeBytes())
                    .as("so that a new node can be given chunks at once")
                    .isPositive();
            answer(directories, List.of(), new DiskVerdict(only.toString(), false, "another disk belongs here"));

            assertThat(directories.disks())
                    .extracting(NodeDisk::condition, NodeDisk::detail)
                    .containsExactly(
                            tuple(Condition.EMPTY, "another disk belongs here"),
                            tuple(Condition.EMPTY, "the metadata service has not said that it may join"));
        }

        assertThat(only).isEmptyDirectory();
        assertThat(root.resolve("b")).doesNotExist();
    }

    @Test
    void aReplacedDiskIsForgottenWhenItsSuccessorJoins() throws IOException {
        nodeIdOf("a", "b");
        unmount("b");
        try (DataDirectories directories = open("a", "b")) {
            assertThat(directories.disks())
                    .extracting(NodeDisk::condition)
                    .containsExactly(Condition.IN_USE, Condition.EMPTY, Condition.MISSING);

            answer(directories, List.of(), new DiskVerdict(root.resolve("b").toString(), true, null));

            assertThat(directories.disks())
                    .extracting(NodeDisk::condition)
                    .containsExactly(Condition.IN_USE, Condition.IN_USE);
        }

        try (DataDirectories directories = open("a", "b")) {
            assertThat(directories.owned()).hasSize(2).allMatch(DataDirectory::works);
            assertThat(directories.disks()).hasSize(2);
        }
    }

    @Test
    void aDiskThatIsMountedElsewhereLeavesItsOldPlaceToANewOne() throws IOException {
        nodeIdOf("a", "b");
        Files.move(root.resolve("b"), root.resolve("c"));

        nodeIdOf("a", "b", "c");

        try (DataDirectories directories = open("a", "b", "c")) {
            assertThat(directories.owned()).hasSize(3).allMatch(DataDirectory::works);
        }
    }

    @Test
    void aDiskThatIsNoLongerConfiguredIsToldAsMissing() {
        nodeIdOf("a", "b");

        try (DataDirectories directories = open("a")) {
            assertThat(directories.disks().getLast().condition()).isEqualTo(Condition.MISSING);
            assertThat(directories.disks().getLast().path())
                    .isEqualTo(root.resolve("b").toString());
            assertThat(directories.disks().getLast().detail()).contains("DFS_NODE_DATA_DIRS");
        }
    }

    @Test
    void refusesACopyOfADirectory() throws IOException {
        nodeIdOf("a");
        Files.createDirectory(root.resolve("copy"));
        Files.copy(marker("a"), marker("copy"));

        assertStartRefused("have the same id", "a", "copy");
    }

    @Test
    @DisplayName("what joins is empty still when it joins")
    void aDirectoryThatIsFilledMeanwhileDoesNotJoin() throws IOException {
        nodeIdOf("a");
        try (DataDirectories directories = open("a", "b")) {
            Files.createDirectory(root.resolve("b"));
            Files.writeString(root.resolve("b/thesis.txt"), "years of work");
            TestChunks.join(directories, TestChunks.CLUSTER);

            assertThat(directories.owned()).extracting(DataDirectory::path).containsExactly(root.resolve("a"));
            assertThat(report(directories).directories().getLast().failure()).contains("neither empty nor");
        }
        assertThat(marker("b")).doesNotExist();
    }

    @Test
    void oneUnusableDiskDoesNotKeepTheNodeFromStarting() throws IOException {
        Files.writeString(root.resolve("no-directory"), "a file stands here");

        try (DataDirectories directories = open("no-directory", "a")) {
            TestChunks.join(directories, TestChunks.CLUSTER);
            assertThat(report(directories).failedDirectories())
                    .containsExactly(root.resolve("no-directory").toString());
        }
        assertStartRefused("None of the data directories can be used", "no-directory");
    }

    // Disks that come back while the node runs

    private static void assertAllInUse(DataDirectories directories) {
        assertThat(directories.all()).allMatch(DataDirectory::works);
        assertThat(directories.disks()).extracting(NodeDisk::condition).containsOnly(Condition.IN_USE);
        assertThat(report(directories).failedDirectories()).isEmpty();
    }

    @Test
    @DisplayName("I-7 a disk that is mounted after the node's start is used without a restart")
    void aDiskThatIsMountedAfterTheStartIsUsed() throws IOException {
        NodeId nodeId = nodeIdOf("a", "b");
        ChunkId chunk = ChunkId.random();
        try (DataDirectories directories = open("b")) {
            TestChunks.write(store(directories), chunk, TestChunks.bytes(1000, 1));
        }
        unmount("b");

        try (DataDirectories directories = open("a", "b")) {
            answer(directories, List.of(), new DiskVerdict(root.resolve("b").toString(), false, "mount it"));
            store(directories).tryFailedDirectories();
            assertThat(report(directories).failedDirectories()).hasSize(1);
            mount("b");

            store(directories).tryFailedDirectories();

            assertAllInUse(directories);
            assertThat(directories.nodeId()).isEqualTo(nodeId);
            assertThat(TestChunks.read(store(directories), chunk)).isEqualTo(TestChunks.bytes(1000, 1));
        }
    }

    @Test
    @DisplayName("I-7 a node whose only disk is mounted after its start is the node that it was")
    void aNodeWhoseOnlyDiskIsMountedAfterItsStartIsTheNodeThatItWas() throws IOException {
        NodeId nodeId = nodeIdOf("a");
        NodeKey key;
        try (DataDirectories before = open("a")) {
            key = before.key();
        }
        unmount("a");

        try (DataDirectories directories = open("a")) {
            NodeId newNode = directories.nodeId();
            mount("a");
            store(directories).tryFailedDirectories();

            assertThat(directories.nodeId()).isEqualTo(nodeId).isNotEqualTo(newNode);
            assertThat(directories.key()).isEqualTo(key);
            assertThat(directories.clusterId()).isEqualTo(TestChunks.CLUSTER);
            assertAllInUse(directories);
            assertRefused(
                    ErrorCode.NODE_UNKNOWN,
                    () -> directories.adopt(newNode, new NodeRegistered(TestChunks.CLUSTER, 1, 1000, null, null)));
        }
    }

    @Test
    void aDiskOfAnotherNodeThatIsMountedAfterTheStartIsRefused() throws IOException {
        NodeId other = nodeIdOf("other");
        nodeIdOf("a");

        try (DataDirectories directories = open("a", "b")) {
            answer(
                    directories,
                    List.of(),
                    new DiskVerdict(root.resolve("b").toString(), false, "another disk belongs here"));
            Files.move(root.resolve("other"), root.resolve("b"));
            store(directories).tryFailedDirectories();
            store(directories).tryFailedDirectories();

            assertThat(directories.disks().getLast().detail()).contains("belongs to node " + other);
            assertThat(directories.owned()).extracting(DataDirectory::path).containsExactly(root.resolve("a"));
        }
        assertThat(nodeIdOf("b")).as("its lock was given back").isEqualTo(other);
    }

    @Test
    void aCopyOfADiskThatAppearsAfterTheStartIsRefused() throws IOException {
        nodeIdOf("a");

        try (DataDirectories directories = open("a", "b")) {
            answer(directories, List.of(), new DiskVerdict(root.resolve("b").toString(), false, "not yet"));
            Files.createDirectory(root.resolve("b"));
            Files.copy(marker("a"), marker("b"));
            store(directories).tryFailedDirectories();

            assertThat(directories.disks().getLast().detail()).contains("it is a copy of " + root.resolve("a"));
        }
    }

    @Test
    @DisplayName("I-7 a directory that failed at the node's start is used once it can be opened")
    void aDirectoryThatFailedAtTheStartIsUsedOnceItCanBeOpened() throws IOException {
        nodeIdOf("a", "b");
        unmount("b");
        Files.delete(root.resolve("b"));
        Files.writeString(root.resolve("b"), "a file stands here");

        try (DataDirectories directories = open("a", "b")) {
            TestChunks.join(directories, TestChunks.CLUSTER);
            store(directories).tryFailedDirectories();
            assertThat(directories.disks().get(1).condition()).isEqualTo(Condition.FAILED);
            mount("b");

            store(directories).tryFailedDirectories();
            store(directories).tryFailedDirectories();

            assertAllInUse(directories);
        }
    }

    @Test
    void anEmptyDirectoryThatFailedAtTheStartAsksToJoin() throws IOException {
        nodeIdOf("a");
        Files.writeString(root.resolve("b"), "a file stands here");

        try (DataDirectories directories = open("a", "b")) {
            TestChunks.join(directories, TestChunks.CLUSTER);
            assertThat(directories.asksToJoin()).isFalse();
            Files.delete(root.resolve("b"));

            store(directories).tryFailedDirectories();

            assertThat(directories.asksToJoin()).isTrue();
            assertThat(root.resolve("b")).doesNotExist();
            answer(directories, List.of(), new DiskVerdict(root.resolve("b").toString(), true, null));
            assertAllInUse(directories);
            assertThat(directories.asksToJoin()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "I-7 a directory that fails while it joins is one of the node's failed disks, and is used when it works")
    void aDirectoryThatFailsWhileItJoinsIsUsedWhenItWorks() {
        nodeIdOf("a");
        RecordingDisk disk = new RecordingDisk();

        try (DataDirectories directories = open(disk, "a", "b")) {
            disk.failOn("createDirectory " + root.resolve("b/tmp"), "Input/output error");
            TestChunks.join(directories, TestChunks.CLUSTER);

            assertThat(directories.disks())
                    .extracting(NodeDisk::condition)
                    .containsExactly(Condition.IN_USE, Condition.FAILED);
            assertThat(directories.disks().getLast().id()).isNotNull();

            disk.repair();
            store(directories).tryFailedDirectories();

            assertAllInUse(directories);
        }
        assertThat(marker("a")).content().contains(root.resolve("b").toString());
    }

    @Test
    void aRetiredDiskIsForgotten() throws IOException {
        nodeIdOf("a", "b");

        try (DataDirectories directories = open("a")) {
            UUID retired = directories.disks().getLast().id();
            answer(directories, List.of(retired));

            assertThat(directories.disks())
                    .extracting(NodeDisk::path)
                    .containsExactly(root.resolve("a").toString());
        }
        assertThat(marker("a")).content().doesNotContain(root.resolve("b").toString());
        try (DataDirectories directories = open("a", "b")) {
            assertThat(directories.owned())
                    .as("nevertheless used when it comes back")
                    .hasSize(2);
        }
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
                        root.resolve("a").toString(),
                        TestChunks.CLUSTER.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Holds a data directory until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (DataDirectories directories =
                    DataDirectories.open(List.of(Path.of(arguments[0])), null, Clock.systemUTC())) {
                TestChunks.join(directories, ClusterId.valueOf(arguments[1]));
                System.out.println("holding");
                int _ = System.in.read();
            }
        }
    }
}
