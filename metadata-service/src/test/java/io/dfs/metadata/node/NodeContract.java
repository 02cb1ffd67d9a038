package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.groups.Tuple.tuple;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.Departure;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.TestHeartbeats;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class NodeContract extends ServiceContract {

    @Autowired
    private ClusterIdentity cluster;

    @Test
    void aNodeSaysWhyItTakesNoChunksUntilItTakesThemAgain() {
        NodeId id = register("node-1", "default");
        NodeSpace space = new NodeSpace(1000 * GIB, GIB, 99 * GIB);

        api.heartbeat(
                id,
                new Heartbeat(
                        1,
                        Instant.now(),
                        space,
                        0,
                        0,
                        List.of(),
                        null,
                        0,
                        null,
                        "the disk is read-only" + "!".repeat(2000),
                        null));
        assertThat(onlyNode().writeRefusal())
                .startsWith("the disk is read-only")
                .hasSize(1000);

        api.heartbeat(id, TestHeartbeats.of(1, space));
        assertThat(onlyNode().writeRefusal()).isNull();
    }

    @Test
    void anUnderscoreInAHostNameIsNamedAsTheReason() {
        NodeId id = NodeId.random();
        NodeRegistration own = registration(id, "node-1", "default", GIB);
        NodeRegistration underscored = new NodeRegistration(
                id,
                "node-1",
                null,
                "http://my_node:7071",
                own.zone(),
                own.version(),
                own.space(),
                own.publicKey(),
                own.disks());

        DfsException refusal = refusal(ErrorCode.INVALID_REQUEST, () -> api.register(underscored));

        assertThat(refusal).hasMessageContaining("http://my_node:7071").hasMessageContaining("underscore");
    }

    @Test
    void aNewNodeLearnsTheClusterItsEpochAndTheInterval() {
        NodeRegistered registered = api.register(registration(NodeId.random(), "node-1", "rack-a", GIB));

        assertThat(registered).isEqualTo(new NodeRegistered(cluster.id(), 1, 3000, null, null));
        NodeStatus node = onlyNode();
        assertThat(node.name()).isEqualTo("node-1");
        assertThat(node.zone()).isEqualTo("rack-a");
        assertThat(node.health()).isEqualTo(NodeHealth.HEALTHY);
        assertThat(node.adminState()).isEqualTo(AdminState.IN_SERVICE);
        assertThat(node.space()).isEqualTo(new NodeSpace(1000 * GIB, 0, GIB));
        assertThat(node.replicaCount()).isZero();
    }

    @Test
    @DisplayName("I-8 registering again changes nothing but the epoch, and takes over a new name, zone and address")
    void registeringAgainBeginsAnEpoch() {
        NodeId id = register("node-1", "rack-a");
        adminState(id, "DRAINING");

        NodeRegistered again = api.register(registration(id, "node-one", "rack-b", 5 * GIB));

        assertThat(again.epoch()).isEqualTo(2);
        NodeStatus node = onlyNode();
        assertThat(List.of(node.name(), node.zone(), node.advertisedUrl()))
                .containsExactly("node-one", "rack-b", "http://node-one.example:7071");
        assertThat(node.adminState()).as("what people decided stays").isEqualTo(AdminState.DRAINING);
        assertThat(node.epoch()).isEqualTo(2);
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        ClusterId other = ClusterId.random();
        NodeId id = NodeId.random();
        NodeRegistration stranger = new NodeRegistration(
                id,
                "node-1",
                other,
                "http://localhost:1",
                "default",
                "1.0",
                new NodeSpace(1, 0, 1),
                TestPrograms.key(id).publicKey(),
                null);

        DfsException refusal = refusal(ErrorCode.WRONG_CLUSTER, () -> api.register(stranger));

        assertThat(refusal)
                .hasMessageContaining(other.toString())
                .hasMessageContaining(cluster.id().toString());
        assertThat(api.nodes().nodes()).isEmpty();
    }

    @Test
    void aNameBelongsToOneNode() {
        NodeId first = register("node-1", "default");

        DfsException refusal = refusal(ErrorCode.NODE_NAME_TAKEN, () -> register("node-1", "default"));

        assertThat(refusal).hasMessageContaining(first.toString()).hasMessageContaining("DFS_NODE_NAME");
        assertThat(onlyNode().id()).isEqualTo(first);
    }

    @Test
    @DisplayName("I-8 the same node registering many times at once is one node")
    void registrationsAtOnceMakeOneNode() throws Exception {
        NodeId id = NodeId.random();

        List<NodeRegistered> registered = atOnce(8, () -> api.register(registration(id, "node-1", "default", GIB)));

        assertThat(registered)
                .extracting(NodeRegistered::epoch)
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(onlyNode().epoch()).isEqualTo(8);
    }

    @Test
    void ofManyNodesThatWantOneNameAtOnceOneGetsIt() throws Exception {
        List<ErrorCode> outcomes = atOnce(6, () -> {
            try {
                register("node-1", "default");
                return ErrorCode.INTERNAL;
            } catch (DfsException e) {
                return e.code();
            }
        });

        assertThat(outcomes).filteredOn(ErrorCode.NODE_NAME_TAKEN::equals).hasSize(5);
        assertThat(api.nodes().nodes()).hasSize(1);
    }

    @Test
    void aHeartbeatIsSeenWithTheDatabasesTime() {
        NodeId id = register("node-1", "default");
        silence(id, Duration.ofSeconds(30));
        Instant before = databaseClock.instant();

        api.heartbeat(
                id,
                TestHeartbeats.of(
                        1,
                        Instant.now().plus(Duration.ofHours(2)),
                        new NodeSpace(1000 * GIB, GIB, 99 * GIB),
                        7,
                        3,
                        List.of("/data/b"),
                        0));

        NodeStatus node = onlyNode();
        assertThat(node.lastHeartbeatAt()).isBetween(before, databaseClock.instant());
        assertThat(node.health()).isEqualTo(NodeHealth.HEALTHY);
        assertThat(node.clockSkewMillis()).as("skew").isBetween(7_100_000L, 7_200_000L);
        assertThat(node.space()).isEqualTo(new NodeSpace(1000 * GIB, GIB, 99 * GIB));
        assertThat(node.activeTransfers()).isEqualTo(3);
        assertThat(node.failedDirectories()).containsExactly("/data/b");
    }

    @Test
    void aHeartbeatOfANodeThatNobodyKnowsAsksItToRegister() {
        DfsException refusal = refusal(ErrorCode.NODE_UNKNOWN, () -> api.heartbeat(NodeId.random(), heartbeat(1)));

        assertThat(refusal).hasMessageContaining("register");
    }

    @Test
    void aHeartbeatOfAnOlderRegistrationIsRefusedAndChangesNothing() {
        NodeId id = register("node-1", "default");
        api.register(registration(id, "node-1", "default", 5 * GIB));

        DfsException refusal = refusal(ErrorCode.NODE_UNKNOWN, () -> api.heartbeat(id, heartbeat(1)));

        assertThat(refusal).hasMessageContaining("registration 1").hasMessageContaining("last one is 2");
        assertThat(onlyNode().space().freeBytes()).isEqualTo(5 * GIB);
        api.heartbeat(id, heartbeat(2));
    }

    @Test
    @DisplayName("I-10 health is the age of the last heartbeat by the database's clock, and is told with it")
    void healthFollowsFromSilence() {
        NodeId id = register("node-1", "default");

        silence(id, Duration.ofSeconds(20));
        assertThat(onlyNode().health()).isEqualTo(NodeHealth.STALE);

        silence(id, Duration.ofSeconds(90));
        assertThat(onlyNode().health()).isEqualTo(NodeHealth.DEAD);
        assertThat(onlyNode().lastHeartbeatAgeMillis()).isGreaterThanOrEqualTo(90_000);

        api.heartbeat(id, heartbeat(1));
        assertThat(onlyNode().health()).isEqualTo(NodeHealth.HEALTHY);
    }

    @Test
    void nobodyIsDeadForAServiceThatHasJustBegunToListen() {
        NodeId id = register("node-1", "default");
        silence(id, Duration.ofHours(5));
        startOfListening(databaseClock.instant());

        assertThat(onlyNode().health()).isEqualTo(NodeHealth.STALE);
    }

    @Test
    void theListTellsHowManyReplicasEachNodeHas() {
        NodeId first = register("node-1", "default");
        NodeId second = register("node-2", "default");
        ChunkId chunk = chunk(2, first, second);
        chunk(1, first);
        replica(chunk, second, ReplicaState.CORRUPT);

        assertThat(api.nodes().nodes())
                .extracting(NodeStatus::name, NodeStatus::replicaCount)
                .containsExactly(tuple("node-1", 2L), tuple("node-2", 0L));
    }

    @Test
    @DisplayName("I-3 a complaint makes a replica suspect, and its node is asked to verify it until it has")
    void aComplaintLeadsToVerification() {
        NodeId id = register("node-1", "default");
        ChunkId chunk = chunk(1, id);

        api.reportBadReplica(new BadReplicaReport(chunk, id, "the CRC32C differs"));
        api.reportBadReplica(new BadReplicaReport(chunk, id, "the CRC32C differs"));

        assertThat(replicas(chunk)).isEqualTo(Map.of(id, ReplicaState.SUSPECT));
        assertThat(api.heartbeat(id, heartbeat(1)).verify()).containsExactly(chunk);
        assertThat(api.heartbeat(id, heartbeat(1)).verify()).containsExactly(chunk);

        Instant before = databaseClock.instant();
        api.reportVerifications(id, List.of(ReplicaVerification.good(chunk, 1000, new Crc32c(7))));

        assertThat(replicas(chunk)).isEqualTo(Map.of(id, ReplicaState.GOOD));
        assertThat(verifiedAt(chunk, id)).isAfterOrEqualTo(before);
        assertThat(api.heartbeat(id, heartbeat(1)).verify()).isEmpty();
    }

    @Test
    @DisplayName("I-4 a complaint never fences a replica, and brings no fenced one back")
    void aComplaintIsAClaim() {
        NodeId id = register("node-1", "default");
        ChunkId chunk = chunk(1, id);
        replica(chunk, id, ReplicaState.CORRUPT);

        api.reportBadReplica(new BadReplicaReport(chunk, id, "?"));

        assertThat(replicas(chunk)).isEqualTo(Map.of(id, ReplicaState.CORRUPT));
        assertThat(work()).isEmpty();
    }

    @Test
    void aComplaintIsAnsweredAlikeWhateverThereIs() {
        NodeId id = register("node-1", "default");
        ChunkId chunk = chunk(1, id);
        MetadataApi reader = admin;

        assertThatNoException().isThrownBy(() -> {
            reader.reportBadReplica(new BadReplicaReport(chunk, id, "?"));
            reader.reportBadReplica(new BadReplicaReport(ChunkId.random(), id, "?"));
            reader.reportBadReplica(new BadReplicaReport(chunk, NodeId.random(), "?"));
        });
        refusal(ErrorCode.INVALID_REQUEST, () -> reader.reportBadReplica(new BadReplicaReport(null, id, "?")));
    }

    @Test
    @DisplayName("I-3 I-6 a replica that its node finds bad is fenced, and replacing it is work at once")
    void aBadFindingFencesAndMakesWork() {
        NodeId first = register("node-1", "default");
        NodeId second = register("node-2", "default");
        NodeId third = register("node-3", "default");
        ChunkId corrupt = chunk(3, first, second, third);
        ChunkId missing = chunk(2, first, second);
        ChunkId spare = chunk(1, first, second);

        List<ReplicaVerification> findings = List.of(
                ReplicaVerification.bad(corrupt, Finding.CORRUPT, "block 7"),
                ReplicaVerification.bad(missing, Finding.MISSING, "no such file"),
                ReplicaVerification.bad(spare, Finding.CORRUPT, "block 1"),
                ReplicaVerification.bad(ChunkId.random(), Finding.MISSING, "never heard of"));
        api.reportVerifications(second, findings);
        api.reportVerifications(second, findings);

        assertThat(replicas(corrupt)).containsEntry(second, ReplicaState.CORRUPT);
        assertThat(replicas(missing)).containsEntry(second, ReplicaState.MISSING);
        assertThat(work())
                .isEqualTo(Map.of(
                        corrupt, "10 2 of 3 replicas: node-2 corrupt",
                        missing, "0 1 of 2 replicas: node-2 missing"));
    }

    @Test
    @DisplayName("I-3 a replica that its node reads again, and that is as the chunk must be, is good, whatever it was")
    void aReplicaThatItsNodeReadsAgainIsGood() {
        NodeId id = register("node-1", "default");
        for (ReplicaState state : ReplicaState.values()) {
            ChunkId right = chunk(1, id);
            ChunkId wrong = chunk(1, id);
            replica(right, id, state);
            replica(wrong, id, state);

            api.reportVerifications(
                    id,
                    List.of(
                            ReplicaVerification.good(right, 1000, new Crc32c(7)).aged(Duration.ZERO),
                            ReplicaVerification.good(wrong, 1000, new Crc32c(8)).aged(Duration.ZERO)));

            assertThat(replicas(right)).as("from %s", state).containsEntry(id, ReplicaState.GOOD);
            assertThat(replicas(wrong)).as("from %s", state).containsEntry(id, ReplicaState.CORRUPT);
        }
    }

    @Test
    void aFindingWithoutAnAgeBringsNothingBack() {
        NodeId id = register("node-1", "default");
        for (ReplicaState state : List.of(ReplicaState.CORRUPT, ReplicaState.MISSING, ReplicaState.FAILING)) {
            ChunkId chunk = chunk(1, id);
            replica(chunk, id, state);

            api.reportVerifications(id, List.of(ReplicaVerification.good(chunk, 1000, new Crc32c(7))));

            assertThat(replicas(chunk)).containsEntry(id, state);
        }
    }

    @Test
    @DisplayName("I-10 a finding that is told late changes nothing that has been found out since")
    void aFindingThatIsToldLateChangesNothingThatIsKnownSince() {
        NodeId id = register("node-1", "default");
        ChunkId chunk = chunk(1, id);
        Duration before = Duration.ofMinutes(1);
        ReplicaVerification good = ReplicaVerification.good(chunk, 1000, new Crc32c(7));

        api.reportBadReplica(new BadReplicaReport(chunk, id, "it is garbled"));
        api.reportVerifications(id, List.of(good.aged(before)));
        assertThat(replicas(chunk)).as("complained of since").containsEntry(id, ReplicaState.SUSPECT);

        api.reportVerifications(
                id,
                List.of(ReplicaVerification.bad(chunk, Finding.MISSING, "gone").aged(Duration.ZERO)));
        api.reportVerifications(id, List.of(good.aged(before)));
        assertThat(replicas(chunk)).as("gone since").containsEntry(id, ReplicaState.MISSING);

        api.reportVerifications(id, List.of(good.aged(Duration.ZERO)));
        api.reportVerifications(
                id,
                List.of(ReplicaVerification.bad(chunk, Finding.CORRUPT, "bad").aged(before)));
        assertThat(replicas(chunk)).as("read since").containsEntry(id, ReplicaState.GOOD);
    }

    @Test
    @DisplayName("I-6 a replica that its disk does not give no longer counts, and replacing it is work at once")
    void anUnreadableReplicaNoLongerCounts() {
        NodeId first = register("node-1", "default");
        NodeId second = register("node-2", "default");
        ChunkId chunk = chunk(2, first, second);

        api.reportVerifications(second, List.of(ReplicaVerification.bad(chunk, Finding.UNREADABLE, "EIO")));

        assertThat(replicas(chunk)).containsEntry(second, ReplicaState.FAILING);
        assertThat(work()).isEqualTo(Map.of(chunk, "0 1 of 2 replicas: node-2 failing"));
    }

    @Test
    @DisplayName("I-9 heartbeats ask for all suspect replicas in turn, however many can't be judged")
    void heartbeatsAskForAllSuspectReplicasInTurn() {
        NodeId id = register("node-1", "default");
        IntStream.range(0, 1005).forEach(_ -> replica(unreferencedChunk(1, id), id, ReplicaState.SUSPECT));

        Set<ChunkId> asked = new HashSet<>(api.heartbeat(id, heartbeat(1)).verify());
        asked.addAll(api.heartbeat(id, heartbeat(1)).verify());

        assertThat(asked).hasSize(1005);
    }

    @Test
    @DisplayName("I-10 a replica that was found bad is verified again hours later")
    void aBadReplicaIsVerifiedAgain() {
        NodeId id = register("node-1", "default");
        ChunkId chunk = chunk(1, id);
        api.reportVerifications(id, List.of(ReplicaVerification.bad(chunk, Finding.CORRUPT, "block 7")));
        assertThat(api.heartbeat(id, heartbeat(1)).verify()).isEmpty();

        update(
                "UPDATE replica SET observed_at = ?",
                SqlValues.time(databaseClock.instant().minus(Duration.ofHours(7))));

        assertThat(api.heartbeat(id, heartbeat(1)).verify()).containsExactly(chunk);
    }

    @Test
    @DisplayName("I-9 a reply asks for at most 1000 verifications, and a report has at most 1000")
    void reportsAreBounded() {
        NodeId id = register("node-1", "default");
        IntStream.range(0, 1001).forEach(_ -> replica(unreferencedChunk(1, id), id, ReplicaState.SUSPECT));

        assertThat(api.heartbeat(id, heartbeat(1)).verify()).hasSize(1000).isSorted();
        ReplicaVerification finding = ReplicaVerification.good(ChunkId.random(), 10, Crc32c.EMPTY);
        refusal(ErrorCode.INVALID_REQUEST, () -> api.reportVerifications(id, Collections.nCopies(1001, finding)));
    }

    @Test
    @DisplayName("I-3 a replica that agrees with its own checksums but not with the metadata's is corrupt")
    void aReplicaOfOtherBytesIsCorrupt() {
        NodeId id = register("node-1", "default");
        ChunkId sound = chunk(1, id);
        ChunkId shorter = chunk(1, id);
        ChunkId other = chunk(1, id);
        Instant before = databaseClock.instant();

        api.reportVerifications(
                id,
                List.of(
                        ReplicaVerification.good(sound, 1000, new Crc32c(7)),
                        ReplicaVerification.good(shorter, 999, new Crc32c(7)),
                        ReplicaVerification.good(other, 1000, new Crc32c(8)),
                        ReplicaVerification.good(ChunkId.random(), 1, new Crc32c(1))));

        assertThat(replicas(sound)).containsEntry(id, ReplicaState.GOOD);
        assertThat(verifiedAt(sound, id)).isAfterOrEqualTo(before);
        assertThat(replicas(shorter)).containsEntry(id, ReplicaState.CORRUPT);
        assertThat(replicas(other)).containsEntry(id, ReplicaState.CORRUPT);
        assertThat(verifiedAt(other, id)).isBefore(before);
    }

    @Test
    @DisplayName("I-10 a replica that no one had read counts as verified once its node has")
    void anUnverifiedReplicaIsVerified() {
        NodeId id = register("node-1", "default");
        ChunkId adopted = chunk(1);
        update(
                "INSERT INTO replica (chunk_id, node_id, state, verified_at) VALUES (?, ?, 'SUSPECT', NULL)",
                bytes(adopted.value()),
                bytes(id.value()));

        api.reportVerifications(id, List.of(ReplicaVerification.good(adopted, 1000, new Crc32c(7))));

        assertThat(replicas(adopted)).containsEntry(id, ReplicaState.GOOD);
        assertThat(verifiedAt(adopted, id)).isNotNull();
    }

    @Test
    void aGoodFindingWithoutWhatWasReadIsRefused() {
        NodeId id = register("node-1", "default");
        ReplicaVerification bare = new ReplicaVerification(chunk(1, id), Finding.GOOD, null, null, "", null);

        DfsException refusal = refusal(ErrorCode.INVALID_REQUEST, () -> api.reportVerifications(id, List.of(bare)));

        assertThat(refusal).hasMessageContaining("lengthBytes");
    }

    @Test
    void aNodeThatStopsInGoodOrderIsAwayUntilItIsHeardOfAgain() {
        NodeId id = register("node-1", "default");

        api.depart(id, new Departure(1));
        silence(id, Duration.ofMinutes(5));

        assertThat(onlyNode().health()).isEqualTo(NodeHealth.STALE);
        assertThat(onlyNode().awayUntil()).isAfter(databaseClock.instant());
        api.heartbeat(id, heartbeat(1));
        assertThat(onlyNode().awayUntil()).isNull();
        assertThat(onlyNode().health()).isEqualTo(NodeHealth.HEALTHY);

        api.depart(id, new Departure(1));
        api.register(registration(id, "node-1", "default", GIB));
        assertThat(onlyNode().awayUntil()).isNull();
    }

    @Test
    void anAwayNodeThatDoesNotComeBackInTimeIsDead() {
        NodeId id = register("node-1", "default");
        api.depart(id, new Departure(1));
        kill(id);
        update("UPDATE node SET away_until = ?", SqlValues.time(databaseClock.instant()));

        assertThat(onlyNode().health()).isEqualTo(NodeHealth.DEAD);
        assertThat(onlyNode().awayUntil()).isNull();
    }

    @Test
    @DisplayName("a process that ends late does not send away the one that has taken its place")
    void aDepartureOfAnEarlierLifeIsRefused() {
        NodeId id = register("node-1", "default");
        api.register(registration(id, "node-1", "default", GIB));

        refusal(ErrorCode.NODE_UNKNOWN, () -> api.depart(id, new Departure(1)));

        assertThat(onlyNode().awayUntil()).isNull();
    }

    @Test
    void aDeadNodeWithoutReplicasLeavesItsName() {
        NodeId old = register("node-1", "default");
        update("UPDATE node SET reported_at = CURRENT_TIMESTAMP(6)");
        silence(old, Duration.ofSeconds(30));
        refusal(ErrorCode.NODE_NAME_TAKEN, () -> register("node-1", "default"));
        kill(old);

        NodeId fresh = register("node-1", "default");

        String lost = "node-1.lost-" + old.toString().substring(0, 8);
        assertThat(api.nodes().nodes())
                .extracting(NodeStatus::name, NodeStatus::id, NodeStatus::health)
                .containsExactly(tuple("node-1", fresh, NodeHealth.HEALTHY), tuple(lost, old, NodeHealth.DEAD));
        refusal(ErrorCode.NODE_NAME_TAKEN, () -> api.register(registration(old, "node-1", "default", GIB)));
    }

    @Test
    @DisplayName("a machine whose disks are not mounted does not get the name of its dead self, which has replicas")
    void aDeadNodeWithReplicasKeepsItsName() {
        NodeId old = register("node-1", "default");
        chunk(1, old);
        kill(old);

        assertThat(refusal(ErrorCode.NODE_NAME_TAKEN, () -> register("node-1", "default")))
                .hasMessageContaining("mount");

        assertThat(onlyNode().id()).isEqualTo(old);
    }

    @Test
    void aNodeThatIsAwayOrInMaintenanceKeepsItsName() {
        NodeId away = register("node-1", "default");
        api.depart(away, new Departure(1));
        kill(away);
        NodeId maintained = register("node-2", "default");
        adminState(maintained, "MAINTENANCE");
        kill(maintained);

        refusal(ErrorCode.NODE_NAME_TAKEN, () -> register("node-1", "default"));
        refusal(ErrorCode.NODE_NAME_TAKEN, () -> register("node-2", "default"));
    }

    @Test
    void aNodeReportsItsChunksAfterItStartsAndWhenItComesBackAndIsNotAskedTwiceAtOnce() {
        NodeId id = register("node-1", "default");
        assertThat(asksForReport(id)).as("never reported").isTrue();
        assertThat(asksForReport(id)).as("asked just now").isFalse();

        reported(id);
        assertThat(asksForReport(id)).as("has reported").isFalse();

        kill(id);
        assertThat(asksForReport(id)).as("was taken for dead").isTrue();
        reported(id);
        assertThat(asksForReport(id)).isFalse();

        update("UPDATE cluster SET reports_wanted_at = CURRENT_TIMESTAMP(6)");
        update(
                "UPDATE node SET report_asked_at = ?",
                SqlValues.time(databaseClock.instant().minusSeconds(90)));
        assertThat(asksForReport(id)).as("all nodes are to report").isTrue();
        reported(id);

        api.register(registration(id, "node-1", "default", GIB));
        assertThat(api.heartbeat(id, heartbeat(2)).chunkReportWanted())
                .as("started again")
                .isTrue();
    }

    private boolean asksForReport(NodeId id) {
        return api.heartbeat(id, heartbeat(1)).chunkReportWanted();
    }

    private void reported(NodeId id) {
        update("UPDATE node SET reported_at = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(id.value()));
    }

    @Test
    void verificationsOfAnUnknownNodeAreRefused() {
        refusal(ErrorCode.NODE_UNKNOWN, () -> api.reportVerifications(NodeId.random(), List.of()));
    }

    @Test
    void anIncompleteHeartbeatIsRefused() {
        NodeId id = register("node-1", "default");

        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> api.heartbeat(id, TestHeartbeats.of(1, null, new NodeSpace(1, 1, 1), 0, 0, List.of(), 0)));
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> api.heartbeat(id, TestHeartbeats.of(1, Instant.now(), null, 0, 0, List.of(), 0)));
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> api.heartbeat(
                        id, TestHeartbeats.of(1, Instant.now(), new NodeSpace(1, 1, 1), 0, -1, List.of(), 0)));
    }

    @Test
    void onlyProgramsOfTheClusterMayRegisterReportAndRepair() {
        NodeId id = register("node-1", "default");
        MetadataApi stranger = apiWith(null);
        MetadataApi forger = apiWith(() -> "e30.e30.forged");

        internalCalls(stranger, id).forEach(call -> refusal(ErrorCode.TOKEN_REQUIRED, call::run));
        internalCalls(forger, id).forEach(call -> refusal(ErrorCode.SERVICE_TOKEN_INVALID, call::run));
        internalCalls(admin, id).forEach(call -> refusal(ErrorCode.FORBIDDEN, call::run));
        refusal(ErrorCode.TOKEN_REQUIRED, stranger::nodes);
    }

    @Test
    @DisplayName("I-4 complaints of every replica leave the chunk readable and make no work")
    void complaintsKnockNoReplicaOut() {
        NodeId first = register("node-1", "default");
        NodeId second = register("node-2", "default");
        ChunkId chunk = chunk(2, first, second);
        wholeFile("f", 2, chunk);

        for (NodeId node : List.of(first, second)) {
            api.reportBadReplica(new BadReplicaReport(chunk, node, "the CRC32C differs"));
        }

        assertThat(api.locations(FilePath.valueOf("/f"), 0, null)
                        .extents()
                        .getFirst()
                        .replicas())
                .hasSize(2);
        assertThat(work()).isEmpty();
    }

    // Who a program is

    private MetadataApi as(NodeId id, NodeKey key) {
        return apiWith(() -> TestPrograms.nodeToken(tokens, id, key));
    }

    private static NodeRegistration registration(NodeId id, String name, NodeKey key) {
        NodeRegistration own = registration(id, name, "default", GIB);
        return new NodeRegistration(
                id, name, null, own.advertisedUrl(), own.zone(), own.version(), own.space(), key.publicKey(), null);
    }

    @Test
    void whoKnowsTheSecretButNotTheKeyCantTakeANodesId() {
        NodeId id = register("node-1", "default");
        NodeKey strangers = NodeKey.generate();
        MetadataApi stranger = as(id, strangers);

        refusal(ErrorCode.NODE_KEY_MISMATCH, () -> stranger.register(registration(id, "node-1", strangers)));
        refusal(ErrorCode.NODE_KEY_MISMATCH, () -> stranger.register(registration(id, "other", strangers)));
        refusal(
                ErrorCode.SERVICE_TOKEN_INVALID,
                () -> stranger.register(registration(id, "node-1", TestPrograms.key(id))));
        assertThat(onlyNode().epoch()).as("the registration that stands").isEqualTo(1);
        assertThat(api.heartbeat(id, heartbeat(1)))
                .as("the node itself continues")
                .isNotNull();
    }

    @Test
    void nobodyElseSpeaksForANode() {
        NodeId id = register("node-1", "default");
        NodeId other = register("node-2", "default");
        NodeKey key = TestPrograms.key(id);
        Instant past = Instant.now().minus(Duration.ofMinutes(2));

        callsOfANode(as(other, TestPrograms.key(other)), id)
                .forEach(call -> refusal(ErrorCode.SERVICE_TOKEN_INVALID, call::run));
        callsOfANode(as(id, NodeKey.generate()), id).forEach(call -> refusal(ErrorCode.NODE_KEY_MISMATCH, call::run));
        callsOfANode(apiWith(() -> tokens.signServiceToken("controller")), id)
                .forEach(call -> refusal(ErrorCode.SERVICE_TOKEN_INVALID, call::run));
        callsOfANode(apiWith(() -> tokens.signServiceToken("node:node-1")), id)
                .forEach(call -> refusal(ErrorCode.SERVICE_TOKEN_INVALID, call::run));
        callsOfANode(apiWith(() -> tokens.signNodeToken("node-1", id, key.prove(id, past))), id)
                .forEach(call -> refusal(ErrorCode.SERVICE_TOKEN_INVALID, call::run));
        callsOfANode(apiWith(() -> tokens.signNodeToken("node-1", id, key.prove(other, Instant.now()))), id)
                .forEach(call -> refusal(ErrorCode.NODE_KEY_MISMATCH, call::run));
        assertThat(api.nodes().nodes())
                .extracting(NodeStatus::awayUntil)
                .as("no one departed")
                .containsOnlyNulls();
    }

    private static Stream<Runnable> callsOfANode(MetadataApi api, NodeId id) {
        return Stream.of(
                () -> api.heartbeat(id, heartbeat(1)),
                () -> api.reportVerifications(id, List.of()),
                () -> api.reportRemovals(id, List.of()),
                () -> api.startChunkReport(id),
                () -> api.reportChunks(
                        id,
                        new ChunkReportPage(1, id.value(), Instant.now(), null, null, List.of(), List.of(), List.of())),
                () -> api.depart(id, new Departure(1)));
    }

    @Test
    void aNodeMayNotCallWhatIsForControllers() {
        NodeId id = register("node-1", "default");
        for (MetadataApi node :
                List.of(as(id, TestPrograms.key(id)), apiWith(() -> tokens.signServiceToken("node:node-1")))) {
            Stream.<Runnable>of(
                            () -> node.scanForRepairs(new RepairScanRequest(null, 1, null)),
                            () -> node.claimRepairs(new RepairClaimRequest("test", 1)),
                            () -> node.renewRepairs(List.of()),
                            () -> node.completeRepair(id.value(), new RepairCompletion(1, "")),
                            () -> node.failRepair(id.value(), new RepairFailure(1, "")),
                            node::balance,
                            node::reclaim)
                    .forEach(call -> refusal(ErrorCode.SERVICE_TOKEN_INVALID, call::run));
        }
    }

    @Test
    void aNodeOfAVersionWithoutKeysGoesOnUntilItRegistersWithOne() {
        NodeId id = register("node-1", "default");
        update("UPDATE node SET public_key = NULL");
        MetadataApi older = apiWith(() -> tokens.signServiceToken("node:node-1"));
        NodeId unknown = NodeId.random();

        assertThat(older.heartbeat(id, heartbeat(1))).isNotNull();
        refusal(ErrorCode.SERVICE_TOKEN_INVALID, () -> older.heartbeat(unknown, heartbeat(1)));
        refusal(
                ErrorCode.SERVICE_TOKEN_INVALID,
                () -> apiWith(() -> tokens.signServiceToken("node:node-2")).heartbeat(id, heartbeat(1)));
        refusal(ErrorCode.SERVICE_TOKEN_INVALID, () -> older.register(registration(id, "node-1", "default", GIB)));

        NodeKey key = NodeKey.generate();
        refusal(ErrorCode.NODE_UNKNOWN, () -> as(id, key).heartbeat(id, heartbeat(1)));
        as(id, key).register(registration(id, "node-1", key));

        assertThat(as(id, key).heartbeat(id, heartbeat(2))).isNotNull();
        refusal(ErrorCode.SERVICE_TOKEN_INVALID, () -> older.heartbeat(id, heartbeat(2)));
    }

    @Test
    void aNodeThatWasRemovedMayComeBackWithAnotherKeyAndTheFormerOneIsWorthNothing() {
        NodeId id = register("node-1", "default");
        api.heartbeat(id, heartbeat(1));
        update("DELETE FROM node");
        NodeKey key = NodeKey.generate();

        as(id, key).register(registration(id, "node-1", key));

        assertThat(as(id, key).heartbeat(id, heartbeat(1))).isNotNull();
        refusal(ErrorCode.NODE_KEY_MISMATCH, () -> api.register(registration(id, "node-1", "default", GIB)));
    }

    @Test
    void ofManyThatRegisterOneIdWithKeysOfTheirOwnOneGetsIt() throws Exception {
        NodeId id = NodeId.random();

        List<Boolean> outcomes = atOnce(6, () -> {
            NodeKey key = NodeKey.generate();
            try {
                as(id, key).register(registration(id, "node-1", key));
                return true;
            } catch (DfsException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.NODE_KEY_MISMATCH);
                return false;
            }
        });

        assertThat(outcomes).containsOnlyOnce(true).hasSize(6);
        assertThat(onlyNode().epoch()).isEqualTo(1);
    }

    private static Stream<Runnable> internalCalls(MetadataApi api, NodeId id) {
        return Stream.of(
                () -> api.register(registration(id, "node-1", "default", 1)),
                () -> api.heartbeat(id, heartbeat(1)),
                () -> api.reportVerifications(id, List.of()),
                () -> api.depart(id, new Departure(1)),
                () -> api.scanForRepairs(new RepairScanRequest(null, 1, null)),
                () -> api.claimRepairs(new RepairClaimRequest("test", 1)),
                () -> api.completeRepair(id.value(), new RepairCompletion(1, "")),
                () -> api.failRepair(id.value(), new RepairFailure(1, "")));
    }

    private NodeStatus onlyNode() {
        List<NodeStatus> nodes = api.nodes().nodes();
        assertThat(nodes).hasSize(1);
        return nodes.getFirst();
    }
}
