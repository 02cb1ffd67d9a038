package io.dfs.cli.cluster;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.cli.CommandRun;
import io.dfs.common.api.AdminState;
import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data and nodes on their way out of a cluster of four nodes, with waits of seconds instead of days. Every scenario ends with the
 * {@link Truth}; those that change the nodes come last.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReclaimIT {

    private static final int MIB = 1 << 20;
    private static final String[] THREE_REPLICAS = {"--chunk-size", "1MiB", "--replication", "3"};

    private FaultCluster cluster;
    private Truth truth;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) {
        ClusterPlan plan = ClusterPlan.of(4, 2)
                .with("DFS_TRASH_RETENTION", "8s")
                .with("DFS_UNREFERENCED_GRACE", "3s")
                .with("DFS_QUARANTINE", "5s")
                .with("DFS_MIN_QUARANTINE", "1s")
                .with("DFS_ORPHAN_AGE", "20s")
                .with("DFS_CHUNK_REPORT_INTERVAL", "5s")
                .with("DFS_NODE_CHUNK_REPORT_INTERVAL", "5s")
                .with("DFS_NODE_CAPACITY", "40MiB")
                .with("node-4", "DFS_NODE_CAPACITY", "20MiB");
        cluster = new FaultCluster(home, plan);
        truth = new Truth(cluster);
        truth.upload("/base/large", 12 * MIB, THREE_REPLICAS);
        truth.uploadSmallFiles("/base/small", 50);
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @BeforeEach
    void theClusterIsWhole() {
        awaitHealthy();
        await().atMost(ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(cluster.status().safeMode().mode()).isEqualTo(SafeModeState.Mode.OFF));
        truth.awaitSoundness();
    }

    @AfterEach
    void theTruthHolds() {
        truth.holds();
    }

    @Test
    @Order(1)
    @DisplayName("I-4 removed and overwritten data goes through trash and quarantine, each step in the ledger")
    void removedAndOverwrittenDataIsReclaimed() {
        truth.upload("/gone", 2 * MIB, THREE_REPLICAS);
        truth.upload("/changed", 2 * MIB, THREE_REPLICAS);
        List<ChunkId> chunks =
                List.of(cluster.stat("/gone").extents().getFirst().chunkId(), firstChunk("/changed"));

        truth.remove("/gone");
        truth.upload("/changed", 3 * MIB, THREE_REPLICAS);

        for (ChunkId chunk : chunks) {
            awaitUnlinkedEverywhere(chunk);
            awaitEachStepInTheLedger(chunk);
        }
    }

    /** A node tells that a file is gone a moment after it is. */
    private void awaitEachStepInTheLedger(ChunkId chunk) {
        await().atMost(ofMinutes(1))
                .untilAsserted(() -> assertThat(cluster.operations().ledger(chunk, null, 100).entries().stream()
                                .collect(Collectors.groupingBy(
                                        LedgerEntry::node, Collectors.mapping(LedgerEntry::step, Collectors.toList())))
                                .values())
                        .hasSize(3)
                        .allSatisfy(steps -> assertThat(steps)
                                .containsSubsequence(
                                        LedgerEntry.Step.REQUESTED,
                                        LedgerEntry.Step.QUARANTINED,
                                        LedgerEntry.Step.UNLINKING,
                                        LedgerEntry.Step.UNLINKED)));
    }

    @Test
    @Order(2)
    void aRemovedFileComesBackFromTheTrash() {
        truth.upload("/undeleted", 2 * MIB, THREE_REPLICAS);
        Crc32c crc32c = truth.crc32c("/undeleted");
        truth.remove("/undeleted");

        cluster.operations().undelete(new UndeleteRequest(FilePath.valueOf("/undeleted"), null, null));

        truth.noteUndeleted("/undeleted", crc32c);
    }

    @Test
    @Order(3)
    @DisplayName("I-4 a node that was away while files were removed and purged revives none of them")
    void aNodeThatWasAwayRevivesNothing() {
        truth.upload("/purged", 2 * MIB, THREE_REPLICAS);
        ReplicaStat away =
                cluster.stat("/purged").extents().getFirst().replicas().getFirst();
        ChunkId chunk = firstChunk("/purged");
        cluster.kill(away.node());
        truth.remove("/purged");
        await().atMost(ofMinutes(2))
                .untilAsserted(() -> assertThat(holders(chunk)).containsExactly(away.node()));

        cluster.start(away.node());

        awaitUnlinkedEverywhere(chunk);
    }

    @Test
    @Order(4)
    @DisplayName("I-6 replicas follow a changed replication factor, up and down")
    void replicasFollowTheReplicationFactor() {
        truth.upload("/factor", 3 * MIB, "--chunk-size", "1MiB", "--replication", "2");
        for (int factor : new int[] {3, 2}) {
            cluster.operations().setReplication(FilePath.valueOf("/factor"), new ReplicationRequest(factor));

            await().atMost(ofMinutes(2))
                    .untilAsserted(() -> assertThat(cluster.stat("/factor").extents())
                            .allSatisfy(extent -> assertThat(extent.replicas())
                                    .hasSize(factor)
                                    .allMatch(replica -> replica.state() == ReplicaState.GOOD)));
            truth.everythingReadsBack();
        }
    }

    @Test
    @Order(5)
    @DisplayName("I-4 an older copy of the database destroys nothing: an alarm says so, and a person decides")
    void anOlderCopyOfTheDatabaseDestroysNothing() {
        cluster.terminate("metadata");
        Path copy = cluster.copyDatabase();
        cluster.start("metadata");
        awaitHealthy();
        truth.upload("/written-after-the-copy", 8 * MIB, THREE_REPLICAS);
        List<ChunkId> unknown = cluster.stat("/written-after-the-copy").extents().stream()
                .map(extent -> extent.chunkId())
                .toList();
        long before = cluster.status().metadataEpoch();
        await().atMost(ofMinutes(1)).until(() -> cluster.status().metadataEpoch() > before + 5);
        cluster.terminate("metadata");

        cluster.restoreDatabase(copy);
        cluster.start("metadata");

        await().atMost(ofMinutes(1)).untilAsserted(() -> {
            assertThat(cluster.status().safeMode().mode()).isEqualTo(SafeModeState.Mode.RESTORED_DATABASE);
            assertThat(cluster.status().alarms()).anyMatch(alarm -> alarm.severity() == Alarm.Severity.CRITICAL);
        });
        truth.forget("/written-after-the-copy");
        truth.everythingReadsBack();
        assertThat(unknown).allSatisfy(chunk -> assertThat(holders(chunk)).hasSize(3));

        cluster.operations().leaveSafeMode(new SafeModeExit(true));

        await().atMost(ofMinutes(2)).untilAsserted(() -> {
            assertThat(cluster.status().safeMode().mode()).isEqualTo(SafeModeState.Mode.OFF);
            assertThat(cluster.metadata().nodes().nodes().stream()
                            .mapToLong(NodeStatus::unknownChunks)
                            .sum())
                    .as("every node has told of all that no one knows")
                    .isEqualTo(3L * unknown.size());
        });
        truth.holds();
        assertThat(unknown)
                .as("more than a hundredth of what the nodes hold is unknown: a person must say that it may go")
                .allSatisfy(chunk -> assertThat(holders(chunk)).hasSize(3));

        cluster.nodeNames().forEach(node -> cluster.operations().acceptOrphans(node));
        unknown.forEach(this::awaitUnlinkedEverywhere);
    }

    @Test
    @Order(6)
    @DisplayName("a full cluster refuses and says why; reading and removing go on, and what is freed is used again")
    void aFullClusterRefusesAndSaysWhy() {
        int stored = 0;
        CommandRun last = offerTenMib(stored);
        for (; last.exitCode() == 0; last = offerTenMib(stored)) {
            stored++;
            assertThat(stored).as("four nodes have room for a few of them only").isLessThan(20);
        }

        assertThat(stored).isPositive();
        assertThat(last.err()).contains("node-").containsAnyOf("NO_SPACE", "NOT_ENOUGH_NODES");
        assertThat(cluster.metadata().nodes().nodes())
                .allSatisfy(node -> assertThat(node.space().usedBytes())
                        .isLessThanOrEqualTo(node.space().capacityBytes()));
        truth.everythingReadsBack();

        for (int i = 0; i < stored; i++) {
            truth.remove("/full/" + i);
        }
        await().atMost(ofMinutes(3))
                .pollInterval(ofSeconds(2))
                .untilAsserted(() -> assertThat(offerTenMib(0).exitCode()).isZero());
        truth.remove("/full/0");
    }

    private CommandRun offerTenMib(int number) {
        return truth.offer("/full/" + number, 10 * MIB, "--chunk-size", "1MiB", "--replication", "2");
    }

    @Test
    @Order(7)
    @DisplayName("a new empty node fills by itself")
    void aNewEmptyNodeFills() {
        String node = cluster.startNewNode();

        await().atMost(ofMinutes(3))
                .untilAsserted(() -> assertThat(cluster.chunkFiles(node)).hasSizeGreaterThan(2));
        truth.holds();
    }

    @Test
    @Order(8)
    @DisplayName("I-4 a drained node's disks can be thrown away")
    void aDrainedNodesDisksCanBeThrownAway() {
        cluster.operations().setAdminState("node-1", new AdminStateRequest(AdminState.DRAINING, null, false));
        await().atMost(ofMinutes(3))
                .untilAsserted(
                        () -> assertThat(cluster.node("node-1").adminState()).isEqualTo(AdminState.DRAINED));
        cluster.terminate("node-1");
        cluster.loseNode("node-1");

        truth.everythingReadsBack();
        cluster.operations().removeNode("node-1");

        assertThat(cluster.metadata().nodes().nodes())
                .extracting(NodeStatus::name)
                .doesNotContain("node-1");
    }

    @Test
    @Order(9)
    @DisplayName("I-4 a drain that would leave too few nodes is refused with the reason")
    void aDrainThatWouldLeaveTooFewNodesIsRefused() {
        cluster.operations().setAdminState("node-2", new AdminStateRequest(AdminState.DRAINING, null, false));
        await().atMost(ofMinutes(3))
                .untilAsserted(
                        () -> assertThat(cluster.node("node-2").adminState()).isEqualTo(AdminState.DRAINED));

        assertThatThrownBy(() -> cluster.operations()
                        .setAdminState("node-3", new AdminStateRequest(AdminState.DRAINING, null, false)))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAIN_REFUSED))
                .hasMessageContaining("3");

        assertThat(cluster.node("node-3").adminState()).isEqualTo(AdminState.IN_SERVICE);
        cluster.operations().setAdminState("node-2", new AdminStateRequest(AdminState.IN_SERVICE, null, false));
    }

    private ChunkId firstChunk(String path) {
        return cluster.stat(path).extents().getFirst().chunkId();
    }

    /** Nodes on whose disks a file of the chunk lies, in service or in quarantine. */
    private List<String> holders(ChunkId chunk) {
        return cluster.nodeNames().stream()
                .filter(node -> ClusterProbe.files(cluster.data(node)).stream()
                        .anyMatch(file -> file.toString().contains(chunk.toString())))
                .toList();
    }

    private void awaitUnlinkedEverywhere(ChunkId chunk) {
        await("no file of %s is left".formatted(chunk))
                .atMost(ofMinutes(3))
                .untilAsserted(() -> assertThat(holders(chunk)).isEmpty());
    }

    private void awaitHealthy() {
        await().atMost(ofMinutes(2))
                .untilAsserted(() -> assertThat(cluster.metadata().nodes().nodes())
                        .extracting(NodeStatus::health)
                        .containsOnly(NodeHealth.HEALTHY));
    }
}
