package io.dfs.node;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.Json;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.NodeProof;
import io.dfs.common.token.ServiceCaller;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.identity.Membership;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, being refused, being killed, coming back. */
class NodeLifecycleTest {

    private static final String OTHER_SECRET = "fedcba9876543210fedcba9876543210";

    @TempDir
    private Path root;

    private TestCluster cluster;

    @BeforeEach
    void startCluster() throws IOException {
        cluster = new TestCluster();
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    private static int status(TestNode node, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + node.managementPort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    @DisplayName(
            "I-7 serves what it has, alive but not ready, while the metadata service is away, and registers when it comes")
    void servesWhatItHasWhileTheMetadataServiceIsAway() throws Exception {
        ChunkId chunkId = ChunkId.random();
        byte[] content = bytes(1000, 1);
        try (CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2)) {
            StorageNodeClient client = new StorageNodeClient(http);
            try (TestNode node = TestNode.start(cluster, root.resolve("n1"))) {
                NodeAddress address = node.address();
                client.write(
                        address,
                        chunkId,
                        cluster.writeTicket(chunkId, 1000, address),
                        1000,
                        out -> out.write(content),
                        false,
                        null);
            }
            cluster.refusal = ErrorCode.DATABASE_UNAVAILABLE;

            try (TestNode node = TestNode.startUnregistered(cluster, root.resolve("n1"))) {
                NodeAddress address = node.address();
                assertThat(status(node, "/actuator/health/liveness")).isEqualTo(200);
                assertThat(status(node, "/actuator/health/readiness")).isEqualTo(503);
                assertThat(client.<byte[]>readAll(
                                address, chunkId, cluster.readTicket(chunkId, address), (in, _) -> in.readAllBytes()))
                        .isEqualTo(content);

                cluster.refusal = null;
                await().until(() -> status(node, "/actuator/health/readiness") == 200);
            }
        }
    }

    @Test
    void provesWhoItIsWithTheKeyThatItRegisteredWith() throws Exception {
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"))) {
            await().until(() -> !cluster.heartbeats.isEmpty());

            ServiceCaller caller = Objects.requireNonNull(cluster.lastCaller);
            NodeProof proof = Objects.requireNonNull(caller.proof());
            assertThat(caller.nodeId()).isEqualTo(node.address().id());
            assertThat(proof.isBy(
                            cluster.registrations.getFirst().publicKey(),
                            node.address().id()))
                    .isTrue();
        }
        try (TestNode _ = TestNode.start(cluster, root.resolve("n1"))) {
            assertThat(cluster.registrations)
                    .extracting(NodeRegistration::publicKey)
                    .containsOnly(cluster.registrations.getFirst().publicKey());
        }
    }

    @Test
    void theClusterSecretIsExchangedUnderTrafficWithoutOneRefusal() throws Exception {
        ClusterSecret old = new ClusterSecret(TestCluster.SECRET);
        ClusterSecret fresh = new ClusterSecret(OTHER_SECRET);
        Path file = Files.writeString(root.resolve("secret"), TestCluster.SECRET);
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"), "--dfs.cluster-secret-file=" + file);
                CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2);
                Traffic traffic = new Traffic(cluster, node.address(), new StorageNodeClient(http))) {
            TokenSigner signer = node.context.getBean(TokenSigner.class);

            exchange(file, TestCluster.SECRET + "\n" + OTHER_SECRET);
            cluster.secrets = List.of(old, fresh);
            await().until(() -> understood(signer, fresh));
            traffic.untilAllThatIsUnderWayIsDone();

            exchange(file, OTHER_SECRET + "\n" + TestCluster.SECRET);
            cluster.secrets = List.of(fresh, old);
            await().until(() -> understood(new TokenSigner(List.of(fresh), Clock.systemUTC()), signer));
            traffic.untilAllThatIsUnderWayIsDone();

            exchange(file, OTHER_SECRET);
            cluster.secrets = List.of(fresh);
            await().until(() -> !understood(signer, old));
            traffic.untilAllThatIsUnderWayIsDone();
        }
        assertThat(cluster.refusedTokens).hasValue(0);
    }

    /** As a person should do it: the new content is there at once or not at all. */
    private void exchange(Path file, String content) throws IOException {
        Path next = Files.writeString(root.resolve("secret.new"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean understood(TokenSigner by, ClusterSecret secret) {
        return understood(by, new TokenSigner(List.of(secret), Clock.systemUTC()));
    }

    private static boolean understood(TokenSigner by, TokenSigner signer) {
        try {
            by.verifyServiceToken(signer.signServiceToken("probe"));
            return true;
        } catch (DfsException _) {
            return false;
        }
    }

    /** A client that writes and reads all the time, and checks the receipts as a metadata service does. */
    private static final class Traffic implements AutoCloseable {

        private final TestCluster cluster;
        private final NodeAddress node;
        private final StorageNodeClient client;
        private final AtomicLong rounds = new AtomicLong();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Future<?> all;
        private volatile boolean over;

        Traffic(TestCluster cluster, NodeAddress node, StorageNodeClient client) {
            this.cluster = cluster;
            this.node = node;
            this.client = client;
            this.all = thread.submit(this::run);
        }

        private void run() {
            byte[] content = bytes(1000, 1);
            while (!over) {
                ChunkId chunk = ChunkId.random();
                client.write(
                                node,
                                chunk,
                                cluster.writeTicket(chunk, 1000, node),
                                1000,
                                out -> out.write(content),
                                false,
                                null)
                        .receipts()
                        .forEach(receipt -> cluster.signer.verifyReceipt(receipt.token()));
                assertThat(client.<byte[]>readAll(
                                node, chunk, cluster.readTicket(chunk, node), (in, _) -> in.readAllBytes()))
                        .isEqualTo(content);
                rounds.incrementAndGet();
            }
        }

        /** Including the heartbeats, which are as frequent. */
        void untilAllThatIsUnderWayIsDone() {
            long before = rounds.get();
            await().until(() -> all.isDone() || rounds.get() > before + 20);
        }

        @Override
        public void close() {
            over = true;
            thread.close();
            if (all.state() != Future.State.SUCCESS) {
                throw new AssertionError("the traffic was refused", all.exceptionNow());
            }
        }
    }

    @Test
    void aNodeThatHasNeverJoinedAClusterAnswersChunkRequestsWithPatience() throws Exception {
        cluster.refusal = ErrorCode.DATABASE_UNAVAILABLE;
        try (TestNode node = TestNode.startUnregistered(cluster, root.resolve("n1"));
                HttpClient http = HttpClient.newHttpClient()) {
            ChunkId chunkId = ChunkId.random();
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(node.address().url() + "/chunks/" + chunkId))
                            .header("Authorization", "Bearer " + cluster.readTicket(chunkId, node.address()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("UNAVAILABLE", "has not joined a cluster yet");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void verifiesInTheBackgroundWhatTheServiceAsksFor() {
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"))) {
            ChunkId unknown = ChunkId.random();
            cluster.toVerify.add(unknown);

            await().until(() -> cluster.verifications.containsKey(unknown));

            assertThat(cluster.verifications.get(unknown).finding()).isEqualTo(Finding.MISSING);
            assertThat(node.context.getBean(Membership.class).registered()).isTrue();
        }
    }

    // As processes of their own

    private record Ended(int exitCode, String output) {}

    private Process launch(Path output, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StorageNodeApplication.class.getName(),
                "--server.port=0",
                "--dfs.metadata-url=" + cluster.url()));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private Ended run(String... settings) throws Exception {
        Path output = Files.createTempFile(root, "output", ".txt");
        Process process = launch(output, settings);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    private static void assertEndedWith(Ended ended, String sentence) {
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains(sentence).doesNotContain("\tat ");
    }

    @Test
    void refusesToStartWithoutASecretInOneSentence() throws Exception {
        assertEndedWith(
                run("--dfs.node.name=n1", "--dfs.node.data-dirs=" + root.resolve("n1")),
                "no cluster secret: set DFS_CLUSTER_SECRET");
    }

    @Test
    void refusesToStartWithoutANameInOneSentence() throws Exception {
        assertEndedWith(run("--dfs.cluster-secret=" + TestCluster.SECRET), "set DFS_NODE_NAME");
    }

    @Test
    void refusesADirectoryThatIsInUseInOneSentence() throws Exception {
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"))) {
            assertEndedWith(
                    run(
                            "--dfs.cluster-secret=" + TestCluster.SECRET,
                            "--dfs.node.name=n2",
                            "--dfs.node.data-dirs=" + node.directory),
                    node.directory + " is in use by another storage node");
        }
    }

    @Test
    void endsWhenTheClusterWillNeverTakeIt() throws Exception {
        cluster.refusal = ErrorCode.WRONG_CLUSTER;

        assertEndedWith(
                run(
                        "--dfs.cluster-secret=" + TestCluster.SECRET,
                        "--dfs.node.name=n1",
                        "--dfs.node.data-dirs=" + root.resolve("n1")),
                "This node can't join the cluster (WRONG_CLUSTER)");
    }

    @Test
    void logLinesAreJsonWithTheirRequestIdWhereThatIsWanted() throws Exception {
        Path output = root.resolve("output.txt");
        Process process = launch(
                output,
                "--logging.structured.format.console=ecs",
                "--dfs.cluster-secret=" + TestCluster.SECRET,
                "--dfs.node.name=n1",
                "--dfs.node.data-dirs=" + root.resolve("n1"));
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(output).contains("registered with the metadata service"));
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        String line = Files.readAllLines(output).stream()
                .filter(it -> it.contains("registered with the metadata service"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.mapper().readTree(line).path("requestId").asString()).hasSize(36);
    }

    @Test
    @DisplayName("I-7 a killed node starts again by itself, as the same node")
    void aKilledNodeStartsAgainByItself() throws Exception {
        Process process = launch(
                root.resolve("output.txt"),
                "--dfs.cluster-secret=" + TestCluster.SECRET,
                "--dfs.node.name=n1",
                "--dfs.node.data-dirs=" + root.resolve("n1"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> !cluster.heartbeats.isEmpty());
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        try (TestNode node = TestNode.start(cluster, root.resolve("n1"))) {
            assertThat(node.address().id())
                    .isEqualTo(cluster.registrations.getFirst().nodeId());
        }
    }

    @Test
    @DisplayName("I-7 a node that is stopped says so, one that is killed can't")
    void aNodeThatIsStoppedSaysSo() throws Exception {
        for (boolean killed : new boolean[] {true, false}) {
            cluster.registrations.clear();
            Process process = launch(
                    root.resolve("output-" + killed + ".txt"),
                    "--dfs.cluster-secret=" + TestCluster.SECRET,
                    "--dfs.node.name=n1",
                    "--dfs.node.data-dirs=" + root.resolve("n1"));
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> !cluster.registrations.isEmpty());
                NodeId nodeId = cluster.registrations.getFirst().nodeId();
                await().atMost(Duration.ofSeconds(60)).until(() -> cluster.heartbeats.containsKey(nodeId));
                if (killed) {
                    process.destroyForcibly();
                } else {
                    process.destroy();
                }
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(cluster.departures).isEqualTo(killed ? List.of() : List.of(nodeId));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    @DisplayName("I-4 a whole removal: ordered, in quarantine, back, in quarantine again, gone")
    void aWholeRemoval() throws Exception {
        ChunkId chunkId = ChunkId.random();
        UUID removalId = Ids.next();
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"));
                CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2)) {
            NodeAddress address = node.address();
            new StorageNodeClient(http)
                    .write(
                            address,
                            chunkId,
                            cluster.writeTicket(chunkId, 1000, address),
                            1000,
                            out -> out.write(bytes(1000, 1)),
                            false,
                            null);
            List<Action> actions = List.of(Action.QUARANTINE, Action.RESTORE, Action.QUARANTINE, Action.UNLINK);
            for (int i = 0; i < actions.size(); i++) {
                int told = i + 1;
                cluster.toRemove.add(new RemovalCommand(removalId, chunkId, actions.get(i), "for a test"));
                await().until(() -> cluster.removals.size() == told);
            }

            assertThat(cluster.removals)
                    .extracting(RemovalResult::outcome)
                    .containsExactly(Outcome.QUARANTINED, Outcome.RESTORED, Outcome.QUARANTINED, Outcome.UNLINKED);
            assertThat(node.filesIn("chunks")).isEmpty();
            assertThat(node.filesIn("quarantine")).isEmpty();
            await().until(() -> !cluster.reportPages.isEmpty());
        }
    }

    @Test
    @DisplayName("I-10 a node reads what it holds by itself and tells it")
    void aNodeScrubsByItself() {
        ChunkId chunkId = ChunkId.random();
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"), "--dfs.scrub.period=200ms")) {
            write(node.context.getBean(ChunkStore.class), chunkId, bytes(1000, 1));

            await().until(() -> cluster.verifications.containsKey(chunkId));

            assertThat(cluster.verifications.get(chunkId).finding()).isEqualTo(Finding.GOOD);
        }
    }

    @Test
    void aNodeWithoutAWorkingDiskIsAliveAndNotReady() throws Exception {
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"))) {
            await().until(() -> status(node, "/actuator/health/readiness") == 200);

            Files.move(root.resolve("n1"), root.resolve("pulled-out"));

            await().atMost(Duration.ofSeconds(30)).until(() -> status(node, "/actuator/health/readiness") == 503);
            assertThat(status(node, "/actuator/health/liveness")).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("a node whose name is taken writes nothing to its empty disk, and joins once it may")
    void aNodeWhoseNameIsTakenWritesNothing() throws Exception {
        Path disk = Files.createDirectory(root.resolve("n1"));
        cluster.refusal = ErrorCode.NODE_NAME_TAKEN;
        try (TestNode node = TestNode.startUnregistered(cluster, disk);
                HttpClient http = HttpClient.newHttpClient()) {
            ChunkId chunkId = ChunkId.random();
            HttpRequest forged = HttpRequest.newBuilder(
                            URI.create(node.address().url() + "/chunks/" + chunkId))
                    .header("Authorization", "Bearer forged")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes(10, 1)))
                    .build();
            assertThat(http.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isGreaterThanOrEqualTo(400);
            assertThat(status(node, "/actuator/health/readiness")).isEqualTo(503);
            assertThat(disk).isEmptyDirectory();

            cluster.refusal = null;
            await().atMost(Duration.ofSeconds(30)).until(() -> status(node, "/actuator/health/readiness") == 200);
            assertThat(disk.resolve("dfs-node.json")).exists();
            assertThat(http.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isGreaterThanOrEqualTo(400);
            await().until(() -> Files.exists(disk.resolve("audit/audit.jsonl"))
                    && Files.readAllLines(disk.resolve("audit/audit.jsonl")).size() == 2);
        }
    }

    @Test
    @DisplayName("I-6 when a data directory is lost, the service is told at once and learns what is still there")
    void tellsWhenADataDirectoryIsLost() throws Exception {
        Path second = root.resolve("n1-second");
        try (TestNode node = TestNode.start(cluster, root.resolve("n1"), "--dfs.node.data-dirs=" + second)) {
            await().until(() -> !cluster.reportPages.isEmpty());
            int reportsBefore = cluster.reportsStarted.get();

            Files.move(second, root.resolve("pulled-out"));

            await().until(() -> cluster.reportsStarted.get() > reportsBefore);
            assertThat(cluster.heartbeats.get(node.address().id()).failedDirectories())
                    .containsExactly(second.toString());
        }
    }
}
