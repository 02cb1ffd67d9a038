package io.dfs.node;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.ChunkChecksums;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.node.encryption.TestKeys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes with and without encryption, over real HTTP. */
class EncryptedNodesTest {

    private static final byte[] CONTENT = bytes(300_000, 1);

    @TempDir
    private Path root;

    private final ChunkId chunkId = ChunkId.random();
    private TestCluster cluster;
    private CloseableHttpClient http;
    private StorageNodeClient client;

    @BeforeEach
    void startCluster() throws IOException {
        cluster = new TestCluster();
        http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(30), 8);
        client = new StorageNodeClient(http);
    }

    @AfterEach
    void stopCluster() throws IOException {
        http.close();
        cluster.close();
    }

    /** A node whose key file has these keys; none: without one. */
    private TestNode start(String name, long... keys) throws IOException {
        return TestNode.start(cluster, root.resolve(name), "--dfs.node.capacity=64MiB", keySetting(name, keys));
    }

    private String keySetting(String name, long... keys) throws IOException {
        if (keys.length == 0) {
            return "--dfs.encryption.key-file=";
        }
        List<String> lines = Arrays.stream(keys).mapToObj(TestKeys::text).toList();
        return "--dfs.encryption.key-file=" + Files.write(root.resolve(name + ".keys"), lines);
    }

    private void upload(TestNode node) {
        NodeAddress address = node.address();
        client.write(
                address,
                chunkId,
                cluster.writeTicket(chunkId, CONTENT.length, address),
                CONTENT.length,
                out -> out.write(CONTENT),
                false,
                "/secret/plan.txt#0");
    }

    private byte[] read(TestNode node) {
        return client.readAll(
                node.address(),
                chunkId,
                cluster.ticketOfACopier(chunkId, CONTENT.length, node.address()),
                (in, headers) -> {
                    assertThat(headers.origin()).isEqualTo("/secret/plan.txt#0");
                    assertThat(headers.crc32c()).isEqualTo(Crc32c.of(CONTENT).toString());
                    return in.readAllBytes();
                });
    }

    private byte[] range(TestNode node, int offset, int length) {
        return client.read(
                node.address(),
                chunkId,
                cluster.readTicket(chunkId, node.address()),
                offset,
                length,
                (in, _) -> in.readAllBytes());
    }

    private void copy(TestNode source, TestNode target) {
        client.copy(
                target.address(),
                chunkId,
                cluster.copyTicket(chunkId, CONTENT.length, source.address(), target.address()));
    }

    private static Path chunkFile(TestNode node) {
        return node.filesIn("chunks").getFirst();
    }

    private static boolean isReadable(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).contains("plan.txt");
    }

    private static String self(TestNode node) throws Exception {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            return plain.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:" + node.managementPort() + "/actuator/node"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    @DisplayName("I-3 an encrypted chunk is written, read, read in parts and checked like any other")
    void anEncryptedChunkIsLikeAnyOther() throws Exception {
        try (TestNode node = start("n1", 1)) {
            upload(node);
            upload(node);

            assertThat(isReadable(chunkFile(node))).isFalse();
            assertThat(read(node)).isEqualTo(CONTENT);
            assertThat(range(node, 65_530, 100_000)).isEqualTo(Arrays.copyOfRange(CONTENT, 65_530, 165_530));
            ChunkChecksums checksums =
                    client.checksums(node.address(), chunkId, cluster.readTicket(chunkId, node.address()));
            assertThat(checksums.crc32c()).isEqualTo(Crc32c.of(CONTENT));
            assertThat(checksums.blocks()).hasSize(5).startsWith(Crc32c.of(CONTENT, 0, 65_536));
            await().until(() -> cluster.heartbeats.containsKey(node.address().id()));
            assertThat(self(node))
                    .contains("\"encryption\":{\"enabled\":true,\"keyId\":\""
                            + TestKeys.key(1).id() + "\",\"missingKeyIds\":[]}");
        }
    }

    @Test
    @DisplayName("I-3 copies between nodes with other keys, and with none, are the same chunk")
    void copiesGoBetweenNodesWithOtherKeysAndNone() throws Exception {
        try (TestNode encrypted = start("n1", 1);
                TestNode plain = start("n2");
                TestNode other = start("n3", 2)) {
            upload(encrypted);

            copy(encrypted, plain);
            copy(plain, other);
            assertThat(encrypted.filesIn("chunks")).hasSize(1);
            Files.delete(chunkFile(encrypted));
            copy(other, encrypted);

            for (TestNode node : List.of(encrypted, plain, other)) {
                assertThat(read(node)).isEqualTo(CONTENT);
                assertThat(isReadable(chunkFile(node))).isEqualTo(node == plain);
            }
            assertThat(self(plain)).contains("\"encryption\":{\"enabled\":false,\"keyId\":null,\"missingKeyIds\":[]}");
        }
    }

    @Test
    @DisplayName("I-3 scrubbing finds a flipped bit of an encrypted chunk")
    void scrubbingFindsAFlippedBit() throws Exception {
        try (TestNode node = start("n1", 1)) {
            upload(node);
            Path file = chunkFile(node);
            flip(file, 200_000);
        }
        cluster.verifications.clear(); // what the node has read before

        try (TestNode node =
                TestNode.start(cluster, root.resolve("n1"), keySetting("n1", 1), "--dfs.scrub.period=200ms")) {
            await().until(() -> cluster.verifications.containsKey(chunkId));

            assertThat(cluster.verifications.get(chunkId).finding()).isEqualTo(Finding.CORRUPT);
            assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(node));
            assertThat(node.filesIn("chunks")).hasSize(1);
        }
    }

    private static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            int old = raw.read();
            raw.seek(position);
            raw.write(old ^ 1);
        }
    }

    @Test
    @DisplayName("I-4 a node without its key says so, finds nothing damaged, and serves again when it has the key")
    void aNodeWithoutItsKeyFindsNothingDamaged() throws Exception {
        try (TestNode node = start("n1", 1)) {
            upload(node);
        }
        cluster.verifications.clear(); // what the node has read before

        try (TestNode node =
                TestNode.start(cluster, root.resolve("n1"), keySetting("n1", 2), "--dfs.scrub.period=200ms")) {
            cluster.toVerify.add(chunkId);
            assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> read(node));
            assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> upload(node));
            await().until(() -> self(node)
                    .contains("\"missingKeyIds\":[\"" + TestKeys.key(1).id() + "\"]"));
            await().until(() ->
                    cluster.reportPages.stream().anyMatch(page -> page.chunks().contains(chunkId)));
            assertThat(cluster.verifications).isEmpty();
            assertThat(node.filesIn("quarantine")).isEmpty();
        }

        try (TestNode node = start("n1", 2, 1)) {
            assertThat(read(node)).isEqualTo(CONTENT);
            await().until(() -> cluster.verifications.containsKey(chunkId));
            assertThat(cluster.verifications.get(chunkId).finding()).isEqualTo(Finding.GOOD);
        }
    }

    @Test
    void refusesToStartWithAKeyThatIsNoneInOneSentence() throws Exception {
        Path output = root.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StorageNodeApplication.class.getName(),
                "--server.port=0",
                "--dfs.cluster-secret=" + TestCluster.SECRET,
                "--dfs.metadata-url=" + cluster.url(),
                "--dfs.node.name=n1",
                "--dfs.node.data-dirs=" + root.resolve("n1"));
        String almostAKey = TestKeys.text(1).substring(1);
        builder.environment()
                .put(
                        "DFS_ENCRYPTION_KEY_FILE",
                        Files.writeString(root.resolve("keys"), almostAKey).toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output))
                .contains("Line 1 of the encryption key file " + root.resolve("keys") + " is no key of 32 bytes")
                .doesNotContain("\tat ")
                .doesNotContain(almostAKey);
    }
}
