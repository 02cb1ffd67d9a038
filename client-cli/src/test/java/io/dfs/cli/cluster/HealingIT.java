package io.dfs.cli.cluster;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six nodes in two zones to which things happen. Every scenario begins with a whole cluster, leaves one behind, and ends with
 * the {@link Truth}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HealingIT {

    private static final int MIB = 1 << 20;

    private FaultCluster cluster;
    private Truth truth;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) {
        ClusterPlan plan = ClusterPlan.of(6, 2)
                .onDatabaseUnderTest()
                .linked("node-6")
                .with("DFS_REPAIR_CLAIM", "20s")
                .with("DFS_SCRUB_PERIOD", "10s")
                .with("DFS_CHUNK_REPORT_INTERVAL", "10s")
                .with("DFS_NODE_CHUNK_REPORT_INTERVAL", "10s");
        cluster = new FaultCluster(home, plan);
        truth = new Truth(cluster);
        truth.upload("/base/large", 40 * MIB, "--chunk-size", "1MiB", "--replication", "3");
        truth.uploadSmallFiles("/base/small", 100);
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @BeforeEach
    void theClusterIsWhole() {
        awaitHealth(NodeHealth.HEALTHY, cluster.nodeNames());
        await().atMost(ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(cluster.status().safeMode().mode()).isEqualTo(SafeModeState.Mode.OFF));
        truth.awaitSoundness();
        awaitExactly("/base/large", 3);
    }

    @AfterEach
    void theTruthHolds() {
        cluster.members().stream()
                .filter(member -> !member.isRunning())
                .forEach(member -> cluster.start(member.name()));
        truth.holds();
    }

    @Test
    @DisplayName("I-6 a node killed: everything has its replicas again without anybody doing anything")
    void aKilledNodeIsMadeUpFor() {
        cluster.kill("node-2");

        awaitHealth(NodeHealth.DEAD, List.of("node-2"));
        truth.awaitSoundness();
        truth.everythingReadsBack();
        assertThat(cluster.fewestLiveReplicas("/base/large")).isEqualTo(3);

        cluster.start("node-2");
        awaitExactly("/base/large", 3);
    }

    @Test
    @DisplayName(
            "I-6 two nodes killed at once: what is down to one replica comes first; when they return the excess goes")
    void twoNodesKilledAtOnceMakeTheEndangeredFirst() {
        truth.upload("/endangered", 60 * MIB, "--chunk-size", "1MiB", "--replication", "3");
        runningControllers().forEach(cluster::kill);
        cluster.kill("node-1");
        cluster.kill("node-4");
        awaitHealth(NodeHealth.DEAD, List.of("node-1", "node-4"));
        int before = claims().size();

        cluster.start("controller");

        truth.awaitSoundness();
        List<String> claims = claims().subList(before, claims().size());
        assertThat(meanPosition(claims, RepairClass.ENDANGERED))
                .isLessThan(meanPosition(claims, RepairClass.UNDER_REPLICATED));
        truth.everythingReadsBack();
        cluster.start("node-1");
        cluster.start("node-4");
        awaitExactly("/base/large", 3);
        awaitExactly("/endangered", 3);
    }

    /** An earlier scenario may have left a second one. */
    private List<String> runningControllers() {
        return cluster.members().stream()
                .filter(ServerProcess::isRunning)
                .map(ServerProcess::name)
                .filter(name -> name.startsWith("controller"))
                .toList();
    }

    /** What the metadata service says of each copy that it gives to a controller, in their order. */
    private List<String> claims() {
        return cluster.log("metadata").stream()
                .filter(line -> line.contains(" REPAIR of chunk "))
                .toList();
    }

    private static double meanPosition(List<String> claims, RepairClass repairClass) {
        return IntStream.range(0, claims.size())
                .filter(position -> claims.get(position).contains(": " + repairClass + " REPAIR"))
                .average()
                .orElseThrow(() -> new AssertionError("nothing claimed is " + repairClass));
    }

    @Test
    @DisplayName(
            "I-7 a node paused until it is dead and then resumed continues; the replicas made meanwhile are trimmed")
    void aPausedNodeGoesOn() {
        cluster.pause("node-3");
        awaitHealth(NodeHealth.DEAD, List.of("node-3"));
        truth.awaitSoundness();

        cluster.resume("node-3");

        awaitHealth(NodeHealth.HEALTHY, List.of("node-3"));
        awaitExactly("/base/large", 3);
    }

    @Test
    @DisplayName("I-4 a node cut off from all others is made up for; mended, it neither destroys nor revives anything")
    void aNodeCutOffIsMadeUpFor() {
        cluster.cutOff("node-6");
        awaitHealth(NodeHealth.DEAD, List.of("node-6"));
        truth.awaitSoundness();
        truth.upload("/cut/written-meanwhile", 3 * MIB, "--chunk-size", "1MiB");

        cluster.reconnect("node-6");

        awaitHealth(NodeHealth.HEALTHY, List.of("node-6"));
        awaitExactly("/base/large", 3);
    }

    @Test
    @DisplayName("I-3 flipped, cut short and deleted replicas are found without any reader and replaced")
    void damageIsFoundWithoutAnyReader() {
        truth.upload("/scrubbed", 3 * MIB, "--chunk-size", "1MiB", "--replication", "3");
        List<ExtentStat> extents = cluster.stat("/scrubbed").extents();
        String flipped = nodesOf(extents.get(0)).get(0);
        String cut = nodesOf(extents.get(1)).get(1);
        String deleted = nodesOf(extents.get(2)).get(2);

        cluster.flipBit(flipped, extents.get(0).chunkId(), 700_001);
        cluster.truncate(cut, extents.get(1).chunkId(), 1);
        cluster.deleteChunkFile(deleted, extents.get(2).chunkId());

        awaitReplaced(extents.get(0).chunkId(), flipped);
        awaitReplaced(extents.get(1).chunkId(), cut);
        await().atMost(ofMinutes(2))
                .untilAsserted(() -> assertThat(replicasOnLivingNodes("/scrubbed"))
                        .allMatch(replicas -> replicas.size() == 3
                                && replicas.stream().allMatch(replica -> replica.state() == ReplicaState.GOOD)));
    }

    /** A bad file goes to quarantine and stays there: it may be the last trace of something. */
    private void awaitReplaced(ChunkId chunk, String node) {
        await().atMost(ofMinutes(2))
                .untilAsserted(() -> assertThat(
                                cluster.operations().quarantine(null, 1000).items())
                        .anyMatch(item -> item.chunkId().equals(chunk)
                                && item.node().equals(node)
                                && (item.reason() == RemovalReason.CORRUPT
                                        || item.reason() == RemovalReason.REPLACED)));
    }

    @Test
    @DisplayName("I-6 a node that lost one of its disks continues with the other; what was lost is re-created")
    void aNodeThatLostADiskGoesOn() {
        cluster.kill("node-5");
        cluster.loseDisk("node-5");

        cluster.start("node-5");

        truth.awaitSoundness();
        awaitExactly("/base/large", 3);
        assertThat(cluster.secondDisk("node-5")).doesNotExist();

        cluster.acceptDisk("node-5"); // only now: before, the node may not yet have told what it still has

        await().atMost(ofMinutes(1))
                .until(() -> Files.isDirectory(cluster.secondDisk("node-5").resolve("chunks")));
        truth.awaitSoundness();
    }

    @Test
    @DisplayName(
            "a disk that is not mounted is not taken for a new one: its place stays empty, and all is well when it is back")
    void aForgottenMountIsRefused() {
        cluster.kill("node-4");
        cluster.unmountDisk("node-4");

        cluster.start("node-4");

        assertThat(cluster.operations().disks("node-4").disks())
                .extracting(DiskStatus::state)
                .containsExactlyInAnyOrder(DiskState.IN_USE, DiskState.MISSING);
        await().atMost(ofMinutes(1))
                .untilAsserted(() -> assertThat(cluster.status().alarms())
                        .anyMatch(alarm -> alarm.code().equals("NODE_DISK_MISSING")
                                && alarm.subject().equals("node-4")));
        truth.awaitSoundness();
        assertThat(cluster.secondDisk("node-4")).isEmptyDirectory();

        cluster.kill("node-4");
        cluster.mountDisk("node-4");
        cluster.start("node-4");

        assertThat(cluster.operations().disks("node-4").disks())
                .extracting(DiskStatus::state)
                .containsOnly(DiskState.IN_USE);
        truth.awaitSoundness();
    }

    @Test
    @DisplayName("I-6 all stopped and started in any order: no replica is made or removed")
    void startingInAnyOrderMakesNoWork() {
        for (boolean metadataFirst : List.of(true, false)) {
            Set<Path> before = replicaFiles();
            cluster.terminateAll();
            List<String> order = new ArrayList<>(cluster.members().stream()
                    .map(ServerProcess::name)
                    .filter(name -> !name.equals("metadata"))
                    .toList());
            Collections.reverse(order);
            order.add(metadataFirst ? 0 : order.size(), "metadata");

            cluster.startAll(order);

            awaitHealth(NodeHealth.HEALTHY, cluster.nodeNames());
            await().atMost(ofMinutes(2))
                    .untilAsserted(
                            () -> assertThat(cluster.status().safeMode().mode()).isEqualTo(SafeModeState.Mode.OFF));
            truth.awaitSoundness();
            assertThat(cluster.operations().repairs(null, 1000).items()).isEmpty();
            assertThat(replicaFiles()).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("I-6 a node stopped properly and started again makes no work")
    void aCleanRestartMakesNoWork() {
        Set<Path> before = replicaFiles();

        cluster.terminate("node-4");
        await().atMost(ofMinutes(1))
                .untilAsserted(() -> assertThat(cluster.node("node-4").lastHeartbeatAgeMillis())
                        .isGreaterThan(12_000));
        assertThat(cluster.node("node-4").health()).isEqualTo(NodeHealth.STALE);
        assertThat(cluster.node("node-4").awayUntil()).isNotNull();
        cluster.start("node-4");

        awaitHealth(NodeHealth.HEALTHY, List.of("node-4"));
        assertThat(cluster.operations().repairs(null, 1000).items()).isEmpty();
        assertThat(replicaFiles()).isEqualTo(before);
    }

    @Test
    @DisplayName("I-7 two controllers repair at once, one is killed in the middle: every chunk gets its replicas once")
    void oneOfTwoControllersIsKilledInTheMiddle() {
        String second = cluster.startSecondController();
        cluster.kill("node-1");
        awaitHealth(NodeHealth.DEAD, List.of("node-1"));
        await().atMost(ofMinutes(1))
                .pollInterval(ofMillis(50))
                .until(() -> cluster.operations().repairs(null, 1000).items().stream()
                                .anyMatch(item -> item.claimedBy() != null)
                        || truth.risks().isEmpty());

        cluster.kill(second);

        truth.awaitSoundness();
        cluster.start("node-1");
        awaitExactly("/base/large", 3);
    }

    @Test
    @DisplayName("I-10 with every node down the status still answers and says what is wrong")
    void theStatusAnswersWithEveryNodeDown() {
        cluster.nodeNames().forEach(cluster::kill);

        awaitHealth(NodeHealth.DEAD, cluster.nodeNames());

        assertThat(cluster.status().safeMode().mode()).isEqualTo(SafeModeState.Mode.MASS_LOSS);
        assertThat(cluster.status().endangeredFileCount()).isPositive();
        assertThat(cluster.run("status").out()).contains("/base/large");
        assertThat(cluster.operations().repairs(null, 10).items())
                .as("nothing is claimed in safe mode")
                .allMatch(item -> item.claimedBy() == null);

        cluster.nodeNames().forEach(node -> cluster.member(node).launch());
        cluster.nodeNames().forEach(node -> cluster.member(node).awaitReady());
        awaitHealth(NodeHealth.HEALTHY, cluster.nodeNames());
    }

    private void awaitHealth(NodeHealth health, List<String> nodes) {
        await().atMost(ofMinutes(2))
                .untilAsserted(() -> assertThat(cluster.metadata().nodes().nodes().stream()
                                .filter(node -> nodes.contains(node.name()))
                                .toList())
                        .hasSize(nodes.size())
                        .extracting(NodeStatus::health)
                        .containsOnly(health));
    }

    /** Neither short nor in excess. */
    private void awaitExactly(String path, int replicas) {
        await("%s has %d replicas of each chunk".formatted(path, replicas))
                .atMost(ofMinutes(3))
                .untilAsserted(() -> assertThat(replicasOnLivingNodes(path))
                        .allSatisfy(found -> assertThat(found)
                                .hasSize(replicas)
                                .allMatch(replica -> replica.state() == ReplicaState.GOOD)));
    }

    private List<List<ReplicaStat>> replicasOnLivingNodes(String path) {
        return cluster.stat(path).extents().stream()
                .map(extent -> extent.replicas().stream()
                        .filter(replica -> replica.health() != NodeHealth.DEAD)
                        .toList())
                .toList();
    }

    private static List<String> nodesOf(ExtentStat extent) {
        return extent.replicas().stream().map(ReplicaStat::node).toList();
    }

    /** Chunk files in service on all nodes. */
    private Set<Path> replicaFiles() {
        return cluster.nodeNames().stream()
                .flatMap(node -> Stream.of(node).map(cluster::chunkFiles))
                .flatMap(List::stream)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
