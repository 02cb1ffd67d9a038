package io.dfs.node.registration;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.Retry;
import io.dfs.common.http.ServiceTime;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.TestCluster;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.InMemoryChunkStore;
import io.dfs.node.chunk.TestChunks;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.removal.RemovalExecutor;
import io.dfs.node.removal.TestRemovals;
import io.dfs.node.report.ChunkReports;
import io.dfs.node.report.TestReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeartbeatLoopTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path root;

    private final ReplicaFindings findings = new ReplicaFindings();
    private final Membership membership = new Membership();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final InMemoryChunkStore store = new InMemoryChunkStore(1 << 20, clock, findings);
    private final ReplicaVerifier verifier = new ReplicaVerifier(store, findings);

    private TestCluster cluster;
    private CloseableHttpClient http;
    private DataDirectories directories;
    private NodeIdentity identity;
    private HttpMetadataApi metadata;
    private RemovalExecutor executor;
    private ChunkReports reports;
    private HeartbeatLoop loop;

    @BeforeEach
    void setUp() throws IOException {
        cluster = new TestCluster();
        http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2);
        directories = DataDirectories.open(List.of(root.resolve("a")), null, Clock.systemUTC());
        identity = new NodeIdentity(directories::nodeId, "n1", "z1", directories::clusterId);
        metadata =
                new HttpMetadataApi(http, cluster.url(), Retry.NEVER, () -> cluster.signer.signServiceToken("node:n1"));
        executor = TestRemovals.executor(store);
        reports = TestReports.reports(metadata, directories.nodeId(), store, membership);
        loop = newLoop(identity);
    }

    /** As after a start of the process, with what is on the disk. */
    private HeartbeatLoop newLoop(NodeIdentity identity) {
        return new HeartbeatLoop(
                metadata,
                identity,
                new HeartbeatLoop.Presentation(() -> "http://n1:7080", "1.2", () -> 7),
                directories,
                store,
                membership,
                new Errands(metadata, identity::id, findings, verifier, executor, reports),
                new SeenEpoch(directories.notes()),
                clock);
    }

    @AfterEach
    void tearDown() throws IOException {
        directories.close();
        http.close();
        cluster.close();
    }

    @Test
    void aNodeWithAWrongClockJoinsByTheTimeOfTheAnswers() {
        ServiceTime time = new ServiceTime(() -> Instant.now().minus(Duration.ofHours(3)));
        TokenSigner late = new TokenSigner(List.of(new ClusterSecret(TestCluster.SECRET)), time.clock());
        metadata = new HttpMetadataApi(
                http,
                new MetadataEndpoints(List.of(cluster.url())),
                Retry.NEVER,
                () -> late.signServiceToken("node:n1"),
                time);
        loop = newLoop(identity);

        assertThat(loop.runOnce()).isInstanceOf(Round.Failed.class);
        assertThat(loop.runOnce()).isInstanceOf(Round.Registered.class);
    }

    @Test
    void registersFirstAndAdoptsTheCluster() {
        assertThat(loop.runOnce()).isEqualTo(new Round.Registered(1, Duration.ofMillis(50)));

        assertThat(cluster.registrations).singleElement().satisfies(registration -> {
            assertThat(registration.nodeId()).isEqualTo(directories.nodeId());
            assertThat(registration.clusterId()).isNull();
            assertThat(registration.advertisedUrl()).isEqualTo("http://n1:7080");
            assertThat(registration.zone()).isEqualTo("z1");
            assertThat(registration.version()).isEqualTo("1.2");
            assertThat(registration.publicKey()).isEqualTo(directories.key().publicKey());
            assertThat(registration.space().capacityBytes()).isEqualTo(1 << 20);
        });
        assertThat(directories.clusterId()).isEqualTo(cluster.id);
        assertThat(membership.registered()).isTrue();
    }

    @Test
    void thenTellsHowItIs() {
        loop.runOnce();
        write(store, ChunkId.random(), bytes(1000, 1));

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));

        Heartbeat heartbeat = cluster.heartbeats.get(directories.nodeId());
        assertThat(heartbeat.epoch()).isEqualTo(1);
        assertThat(heartbeat.nodeTime()).isEqualTo(NOW);
        assertThat(heartbeat.activeTransfers()).isEqualTo(7);
        assertThat(heartbeat.space().usedBytes()).isEqualTo(1000);
        assertThat(heartbeat.failedDirectories()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_CLUSTER", "NODE_KEY_MISMATCH"})
    void aRefusalForGoodEndsTheNode(ErrorCode code) {
        cluster.refusal = code;

        assertThat(loop.runOnce()).isEqualTo(new Round.Refused(code, "refused for a test"));
        assertThat(membership.registered()).isFalse();
    }

    @Test
    @DisplayName("I-7 a node with empty disks waits for its name and gets it when it may have it")
    void waitsForItsName() {
        cluster.refusal = ErrorCode.NODE_NAME_TAKEN;
        assertThat(loop.runOnce()).isEqualTo(new Round.NameTaken("refused for a test"));

        cluster.refusal = null;
        assertThat(loop.runOnce()).isInstanceOf(Round.Registered.class);
    }

    @Test
    void tellsItsDisksWhenItRegistersAndWhenTheyChange() {
        loop.runOnce();
        loop.runOnce();
        List<NodeDisk> joined = cluster.heartbeats.get(directories.nodeId()).disks();
        loop.runOnce();

        assertThat(cluster.registrations.getFirst().disks())
                .extracting(NodeDisk::path, NodeDisk::condition)
                .containsExactly(tuple(root.resolve("a").toString(), NodeDisk.Condition.EMPTY));
        assertThat(joined)
                .extracting(NodeDisk::path, NodeDisk::condition)
                .containsExactly(tuple(root.resolve("a").toString(), NodeDisk.Condition.IN_USE));
        assertThat(cluster.heartbeats.get(directories.nodeId()).disks())
                .as("nothing new")
                .isNull();
    }

    @Test
    void aDiskThatCantJoinEndsTheNodeThatHasNoOther() throws IOException {
        Files.createDirectory(root.resolve("a"));
        Files.writeString(root.resolve("a/thesis.txt"), "years of work");

        assertThat(loop.runOnce())
                .isInstanceOfSatisfying(
                        Round.Unusable.class,
                        ended -> assertThat(ended.detail())
                                .contains("None of the data directories can be used", "neither empty nor"));
        assertThat(membership.registered()).isFalse();
    }

    // Removals and epochs

    private RemovalCommand order(ChunkId chunkId, RemovalCommand.Action action) {
        RemovalCommand command = new RemovalCommand(Ids.next(), chunkId, action, "for a test");
        cluster.toRemove.add(command);
        return command;
    }

    private ChunkId stored() {
        ChunkId chunkId = ChunkId.random();
        write(store, chunkId, bytes(1000, 1));
        return chunkId;
    }

    @Test
    void doesWhatItIsToldAndTellsWhatCameOfIt() {
        ChunkId chunkId = stored();
        RemovalCommand command = order(chunkId, Action.QUARANTINE);
        loop.runOnce();

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 1, 0));
        assertThat(loop.runOnce()).as("not taken twice").isEqualTo(new Round.Beat(0, 0, 0, 0));
        assertThat(TestRemovals.run(executor)).isEqualTo(1);
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 1));

        assertThat(cluster.removals)
                .containsExactly(new RemovalResult(command.removalId(), chunkId, Outcome.QUARANTINED, 1000, ""));
        assertThat(cluster.heartbeats.get(directories.nodeId()).quarantinedBytes())
                .isEqualTo(1000);
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));
    }

    @Test
    @DisplayName("I-8 an outcome is told until it has been taken")
    void anOutcomeIsToldUntilItHasBeenTaken() {
        order(stored(), Action.QUARANTINE);
        loop.runOnce();
        loop.runOnce();
        TestRemovals.run(executor);
        cluster.outcomesRefusal = ErrorCode.DATABASE_UNAVAILABLE;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));

        cluster.outcomesRefusal = null;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 1));

        assertThat(cluster.removals).hasSize(1);
    }

    @Test
    @DisplayName("I-4 obeys no order to remove from a service older than one that it has seen, also after a restart")
    void obeysNoOrderOfAnOldCopyOfTheMetadata() {
        ChunkId chunkId = stored();
        cluster.metadataEpoch = 17;
        loop.runOnce();
        loop.runOnce();

        cluster.metadataEpoch = 16;
        order(chunkId, Action.QUARANTINE);
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));
        loop = newLoop(identity);
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));
        assertThat(TestRemovals.run(executor)).isZero();
        assertThat(cluster.heartbeats.get(directories.nodeId()).metadataEpoch()).isEqualTo(17);
        assertThat(store.list(null, 10).chunks()).containsExactly(chunkId);

        cluster.metadataEpoch = 17;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 1, 0));
    }

    @Test
    void anEpochIsNotedOncePerChange() throws IOException {
        cluster.metadataEpoch = 5;
        loop.runOnce();
        loop.runOnce();
        Path note = root.resolve("a/dfs-epoch.json");
        assertThat(note).content().contains("5");
        Files.delete(note);

        loop.runOnce();

        assertThat(note).doesNotExist();
    }

    @Test
    void asksForAReportWhenOneIsWanted() {
        loop.runOnce();
        loop.runOnce();
        TestReports.run(reports);
        assertThat(cluster.reportsStarted).hasValue(1);

        cluster.chunkReportWanted = true;
        loop.runOnce();
        TestReports.run(reports);
        assertThat(cluster.reportsStarted).hasValue(2);
    }

    @Test
    void departsWithItsEpoch() {
        loop.depart();
        assertThat(cluster.departures).as("no one knows it yet").isEmpty();

        loop.runOnce();
        loop.depart();

        assertThat(cluster.departures).containsExactly(directories.nodeId());
    }

    @Test
    @DisplayName("I-4 a service of another cluster does not get this node, and the data keeps its cluster")
    void aServiceOfAnotherClusterDoesNotGetThisNode() {
        ClusterId own = ClusterId.random();
        TestChunks.join(directories, own);

        assertThat(loop.runOnce())
                .isInstanceOfSatisfying(
                        Round.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WRONG_CLUSTER));

        assertThat(directories.clusterId()).isEqualTo(own);
        assertThat(cluster.registrations.getFirst().clusterId()).isEqualTo(own);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "OVERLOADED", "DATABASE_UNAVAILABLE", "INTERNAL", "SERVICE_TOKEN_INVALID"})
    @DisplayName("I-7 tries on until the service takes it")
    void triesOnUntilTheServiceTakesIt(ErrorCode code) {
        cluster.refusal = code;
        assertThat(loop.runOnce()).isInstanceOf(Round.Failed.class);

        cluster.refusal = null;
        assertThat(loop.runOnce()).isInstanceOf(Round.Registered.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE_UNKNOWN", "VERSION_MISMATCH", "CLAIM_LOST"})
    @DisplayName("I-7 registers again when the service does not know it or its epoch any more")
    void registersAgainWhenItIsForgotten(ErrorCode code) {
        loop.runOnce();
        cluster.heartbeatRefusal = code;

        assertThat(loop.runOnce()).isInstanceOf(Round.Forgotten.class);
        assertThat(loop.runOnce()).isEqualTo(new Round.Registered(2, Duration.ofMillis(50)));
        assertThat(loop.runOnce()).isInstanceOf(Round.Beat.class);
        assertThat(cluster.heartbeats.get(directories.nodeId()).epoch()).isEqualTo(2);
    }

    @Test
    void staysRegisteredWhileTheServiceIsAway() {
        loop.runOnce();
        cluster.refusal = ErrorCode.DATABASE_UNAVAILABLE;

        assertThat(loop.runOnce()).isInstanceOf(Round.Failed.class);
        assertThat(membership.registered()).isTrue();
    }

    @Test
    void verifiesWhatItIsAskedToAndTellsWhatItFound() {
        ChunkId good = ChunkId.random();
        ChunkId corrupt = ChunkId.random();
        ChunkId missing = ChunkId.random();
        write(store, good, bytes(1000, 1));
        write(store, corrupt, bytes(1000, 1));
        store.flipByte(corrupt, 500);
        cluster.toVerify.addAll(List.of(good, corrupt, missing));
        loop.runOnce();

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(3, 0, 0, 0));
        IntStream.range(0, 3).forEach(_ -> assertThat(verifier.runOnce()).isPresent());
        assertThat(verifier.runOnce()).isEmpty();
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(3, 3, 0, 0));

        assertThat(cluster.verifications.get(good).finding()).isEqualTo(Finding.GOOD);
        assertThat(cluster.verifications.get(corrupt).finding()).isEqualTo(Finding.CORRUPT);
        assertThat(cluster.verifications.get(missing).finding()).isEqualTo(Finding.MISSING);
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));
    }

    @Test
    void aFindingIsToldAgainUntilItHasBeenHeard() {
        loop.runOnce();
        ChunkId chunkId = ChunkId.random();
        findings.foundCorrupt(chunkId, "a bad block");
        cluster.refusal = ErrorCode.DATABASE_UNAVAILABLE;
        assertThat(loop.runOnce()).isInstanceOf(Round.Failed.class);

        cluster.refusal = null;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 1, 0, 0));

        assertThat(cluster.verifications.get(chunkId).ageless())
                .isEqualTo(ReplicaVerification.bad(chunkId, Finding.CORRUPT, "a bad block"));
    }

    @Test
    void findingsThatCantBeTakenNowAreKeptAndRefusedOnesHoldNothingUp() {
        loop.runOnce();
        findings.foundCorrupt(ChunkId.random(), "a bad block");
        cluster.findingsRefusal = ErrorCode.DATABASE_UNAVAILABLE;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));
        assertThat(findings.next(10)).hasSize(1);

        cluster.findingsRefusal = ErrorCode.INVALID_REQUEST;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0, 0, 0));

        assertThat(findings.next(10)).isEmpty();
        assertThat(membership.registered()).isTrue();
    }

    @Test
    @DisplayName("I-3 a finding that an older service does not know holds back no other")
    void aFindingThatAnOlderServiceDoesNotKnowHoldsBackNoOther() {
        loop.runOnce();
        ChunkId corrupt = ChunkId.random();
        cluster.unknownFinding = Finding.UNREADABLE;
        findings.add(ReplicaVerification.bad(ChunkId.random(), Finding.UNREADABLE, "no answer"));
        findings.foundCorrupt(corrupt, "a bad block");

        loop.runOnce();

        assertThat(cluster.verifications).containsOnlyKeys(corrupt);
        assertThat(findings.next(10)).isEmpty();
    }

    @Test
    @DisplayName("I-7 a node whose only disk is mounted late registers as the node that it was")
    void aNodeWhoseOnlyDiskIsMountedLateRegistersAsTheNodeThatItWas() throws IOException {
        loop.runOnce();
        NodeId before = identity.id();
        directories.close();
        Files.move(root.resolve("a"), root.resolve("disk"));
        directories = DataDirectories.open(List.of(root.resolve("a")), null, Clock.systemUTC());
        identity = new NodeIdentity(directories::nodeId, "n1", "z1", directories::clusterId);
        membership.leave();
        loop = newLoop(identity);
        cluster.refusal = ErrorCode.NODE_NAME_TAKEN;
        assertThat(loop.runOnce()).isInstanceOf(Round.NameTaken.class);
        cluster.refusal = null;
        Files.writeString(root.resolve("disk/dfs-epoch.json"), "{\"metadataEpoch\":9}");

        Files.move(root.resolve("disk"), root.resolve("a"));
        directories.tryAgain();

        assertThat(loop.runOnce()).isInstanceOf(Round.Registered.class);
        assertThat(cluster.registrations.getLast().nodeId()).isEqualTo(before);
        loop.runOnce();
        assertThat(cluster.heartbeats.get(before).metadataEpoch())
                .as("I-4 what its disk has seen counts")
                .isEqualTo(9);
    }

    @Test
    void aDirectoryThatMayJoinOnlyNowMakesTheNodeRegisterAgain() throws IOException {
        directories.close();
        Files.writeString(root.resolve("b"), "a file stands here");
        directories = DataDirectories.open(List.of(root.resolve("a"), root.resolve("b")), null, Clock.systemUTC());
        loop = newLoop(new NodeIdentity(directories::nodeId, "n1", "z1", directories::clusterId));
        loop.runOnce();
        assertThat(loop.runOnce()).isInstanceOf(Round.Beat.class);
        Files.delete(root.resolve("b"));

        directories.tryAgain();

        assertThat(loop.runOnce()).isInstanceOf(Round.Forgotten.class);
        assertThat(loop.runOnce()).isInstanceOf(Round.Registered.class);
        assertThat(directories.disks()).extracting(NodeDisk::condition).containsOnly(NodeDisk.Condition.IN_USE);
    }

    @Test
    @DisplayName("I-9 tells at most so many findings in one round")
    void tellsAtMostSoManyFindingsInOneRound() {
        loop.runOnce();
        for (int i = 0; i < Errands.FINDINGS_PER_ROUND + 1; i++) {
            findings.foundCorrupt(ChunkId.random(), "bad");
        }

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, Errands.FINDINGS_PER_ROUND, 0, 0));
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 1, 0, 0));
    }

    @Test
    @DisplayName("I-9 keeps at most so many requests and findings")
    void keepsAtMostSoManyRequestsAndFindings() {
        List<ChunkId> many = IntStream.range(0, ReplicaVerifier.QUEUE_LIMIT + 5)
                .mapToObj(_ -> ChunkId.random())
                .toList();
        verifier.request(many);
        int verified = 0;
        while (verifier.runOnce().isPresent()) {
            verified++;
        }

        assertThat(verified).isEqualTo(ReplicaVerifier.QUEUE_LIMIT);
        findings.foundCorrupt(ChunkId.random(), "one too many");
        assertThat(findings.next(Integer.MAX_VALUE)).hasSize(ReplicaFindings.LIMIT);
    }

    @Test
    void aReplicaIsNotQueuedTwiceNorAgainBeforeItsFindingIsTold() {
        ChunkId chunkId = ChunkId.random();
        verifier.request(List.of(chunkId, chunkId));
        assertThat(verifier.runOnce()).isPresent();

        verifier.request(List.of(chunkId));

        assertThat(verifier.runOnce()).isEmpty();
    }

    @Test
    void aGoodWriteTakesBackAnUntoldFinding() {
        ChunkId chunkId = ChunkId.random();
        findings.foundCorrupt(chunkId, "bad");

        write(store, chunkId, bytes(10, 1));

        assertThat(findings.next(10)).isEmpty();
    }

    @Test
    void aNewerFindingIsNotForgottenWithTheOneThatWasTold() {
        ChunkId chunkId = ChunkId.random();
        findings.foundCorrupt(chunkId, "first");
        List<ReplicaVerification> told = findings.next(10);
        findings.foundCorrupt(chunkId, "second");

        findings.told(told);

        assertThat(findings.next(10)).extracting(ReplicaVerification::detail).containsExactly("second");
    }
}
