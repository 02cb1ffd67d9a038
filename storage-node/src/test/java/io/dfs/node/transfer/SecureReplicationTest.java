package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeFailure;
import io.dfs.common.api.WriteResult;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TestCertificates;
import io.dfs.common.tls.TlsSettings;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that travel between real nodes over mutual TLS. No one without a certificate is connected. */
class SecureReplicationTest {

    private static final byte[] CONTENT = bytes(5_000_000, 1);

    @TempDir
    private static Path root;

    private static TestCertificates made;
    private static TestCluster cluster;
    private static TestNode first;
    private static TestNode second;
    private static TestNode stranger;
    private static CloseableHttpClient pool;
    private static StorageNodeClient client;

    private final ChunkId chunkId = ChunkId.random();

    @BeforeAll
    static void startNodes() throws IOException {
        made = TestCertificates.make(root.resolve("tls"), "node-1=localhost", "node-2=localhost", "client");
        TestCertificates foreign = TestCertificates.make(root.resolve("foreign"), "node-3=localhost");
        cluster = new TestCluster();
        first = start("node-1", made.settings("node-1"));
        second = start("node-2", made.settings("node-2"));
        stranger = start("node-3", foreign.settings("node-3"));
        pool = client(made.settings("client"));
        client = new StorageNodeClient(pool);
    }

    private static TestNode start(String name, TlsSettings files) {
        return TestNode.start(
                cluster,
                root.resolve(name),
                "--dfs.node.capacity=64MiB",
                "--dfs.tls.certificate=" + files.certificate(),
                "--dfs.tls.private-key=" + files.privateKey(),
                "--dfs.tls.ca=" + files.ca(),
                "--dfs.tls.client-auth=need");
    }

    private static CloseableHttpClient client(TlsSettings files) {
        return HttpClients.create(new ClientTls(files), Duration.ofSeconds(2), Duration.ofSeconds(30), 8);
    }

    @AfterAll
    static void stopNodes() throws IOException {
        pool.close();
        first.close();
        second.close();
        stranger.close();
        cluster.close();
    }

    private WriteResult write(boolean relay, NodeAddress... nodes) {
        return client.write(
                nodes[0],
                chunkId,
                cluster.writeTicket(chunkId, CONTENT.length, nodes),
                CONTENT.length,
                out -> out.write(CONTENT),
                relay,
                "/a.txt#0");
    }

    private byte[] readFrom(NodeAddress node) {
        return client.readAll(node, chunkId, cluster.readTicket(chunkId, node), (in, _) -> in.readAllBytes());
    }

    @Test
    void nodesSayThatTheyAreReachedByHttps() {
        assertThat(cluster.registrations)
                .anyMatch(registration ->
                        registration.advertisedUrl().equals(first.address().url()))
                .allMatch(registration -> registration.advertisedUrl().startsWith("https://localhost:"));
    }

    @Test
    void aWriteIsRelayedToAnotherNode() {
        WriteResult result = write(true, first.address(), second.address());

        assertThat(result.failures()).isEmpty();
        assertThat(result.receipts()).hasSize(2);
        assertThat(readFrom(second.address())).isEqualTo(CONTENT);
    }

    @Test
    void aNodeCopiesAChunkFromAnother() {
        write(false, first.address());

        client.copy(
                second.address(),
                chunkId,
                cluster.copyTicket(chunkId, CONTENT.length, first.address(), second.address()));

        assertThat(readFrom(second.address())).isEqualTo(CONTENT);
    }

    @Test
    void aNodeOfAnotherAuthorityGetsNothing() {
        WriteResult result = write(true, first.address(), stranger.address());

        assertThat(result.receipts()).hasSize(1);
        assertThat(result.failures())
                .singleElement()
                .extracting(NodeFailure::code)
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aCallerWithoutACertificateIsNotConnected() throws IOException {
        write(false, first.address());

        try (CloseableHttpClient http = client(made.trust())) {
            assertRefused(
                    ErrorCode.UNAVAILABLE,
                    () -> new StorageNodeClient(http)
                            .checksums(first.address(), chunkId, cluster.readTicket(chunkId, first.address())));
        }
    }
}
