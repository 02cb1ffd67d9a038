package io.dfs.node.registration;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.node.TestCluster;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.InMemoryChunkStore;
import io.dfs.node.identity.NodeIdentity;
import java.io.IOException;
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
    private HeartbeatLoop loop;

    @BeforeEach
    void setUp() throws IOException {
        cluster = new TestCluster();
        http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2);
        directories = DataDirectories.open(List.of(root.resolve("a")), null, Clock.systemUTC());
        NodeIdentity identity = new NodeIdentity(directories.nodeId(), "n1", "z1", directories::clusterId);
        loop = new HeartbeatLoop(
                new HttpMetadataApi(http, cluster.url(), Retry.NEVER, () -> cluster.signer.signServiceToken("node:n1")),
                identity,
                new HeartbeatLoop.Presentation(() -> "http://n1:7080", "1.2", () -> 7),
                directories,
                store,
                membership,
                findings,
                verifier,
                clock);
    }

    @AfterEach
    void tearDown() throws IOException {
        directories.close();
        http.close();
        cluster.close();
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
            assertThat(registration.space().capacityBytes()).isEqualTo(1 << 20);
        });
        assertThat(directories.clusterId()).isEqualTo(cluster.id);
        assertThat(membership.registered()).isTrue();
    }

    @Test
    void thenTellsHowItIs() {
        loop.runOnce();
        write(store, ChunkId.random(), bytes(1000, 1));

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0));

        Heartbeat heartbeat = cluster.heartbeats.get(directories.nodeId());
        assertThat(heartbeat.epoch()).isEqualTo(1);
        assertThat(heartbeat.nodeTime()).isEqualTo(NOW);
        assertThat(heartbeat.activeTransfers()).isEqualTo(7);
        assertThat(heartbeat.space().usedBytes()).isEqualTo(1000);
        assertThat(heartbeat.failedDirectories()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_CLUSTER", "NODE_NAME_TAKEN"})
    void aRefusalForGoodEndsTheNode(ErrorCode code) {
        cluster.refusal = code;

        assertThat(loop.runOnce()).isEqualTo(new Round.Refused(code, "refused for a test"));
        assertThat(membership.registered()).isFalse();
    }

    @Test
    @DisplayName("I-4 a service of another cluster does not get this node, and the data keeps its cluster")
    void aServiceOfAnotherClusterDoesNotGetThisNode() {
        ClusterId own = ClusterId.random();
        directories.adopt(own);

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

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(3, 0));
        IntStream.range(0, 3).forEach(_ -> assertThat(verifier.runOnce()).isPresent());
        assertThat(verifier.runOnce()).isEmpty();
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(3, 3));

        assertThat(cluster.verifications.get(good).finding()).isEqualTo(Finding.GOOD);
        assertThat(cluster.verifications.get(corrupt).finding()).isEqualTo(Finding.CORRUPT);
        assertThat(cluster.verifications.get(missing).finding()).isEqualTo(Finding.MISSING);
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0));
    }

    @Test
    void aFindingIsToldAgainUntilItHasBeenHeard() {
        loop.runOnce();
        ChunkId chunkId = ChunkId.random();
        findings.foundCorrupt(chunkId, "a bad block");
        cluster.refusal = ErrorCode.DATABASE_UNAVAILABLE;
        assertThat(loop.runOnce()).isInstanceOf(Round.Failed.class);

        cluster.refusal = null;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 1));

        assertThat(cluster.verifications.get(chunkId))
                .isEqualTo(ReplicaVerification.bad(chunkId, Finding.CORRUPT, "a bad block"));
    }

    @Test
    void findingsThatCantBeTakenNowAreKeptAndRefusedOnesHoldNothingUp() {
        loop.runOnce();
        findings.foundCorrupt(ChunkId.random(), "a bad block");
        cluster.findingsRefusal = ErrorCode.DATABASE_UNAVAILABLE;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0));
        assertThat(findings.next(10)).hasSize(1);

        cluster.findingsRefusal = ErrorCode.INVALID_REQUEST;
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 0));

        assertThat(findings.next(10)).isEmpty();
        assertThat(membership.registered()).isTrue();
    }

    @Test
    @DisplayName("I-9 tells at most so many findings in one round")
    void tellsAtMostSoManyFindingsInOneRound() {
        loop.runOnce();
        for (int i = 0; i < HeartbeatLoop.FINDINGS_PER_ROUND + 1; i++) {
            findings.foundCorrupt(ChunkId.random(), "bad");
        }

        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, HeartbeatLoop.FINDINGS_PER_ROUND));
        assertThat(loop.runOnce()).isEqualTo(new Round.Beat(0, 1));
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
