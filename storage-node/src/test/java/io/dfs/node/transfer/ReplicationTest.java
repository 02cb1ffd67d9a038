package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeFailure;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.RequestIds;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.node.RawHttp;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that travel between real nodes: relayed writes and copies. */
class ReplicationTest {

    private static final byte[] CONTENT = bytes(5_000_000, 1);

    @TempDir
    private static Path root;

    private static TestCluster cluster;
    private static TestNode first;
    private static TestNode second;
    private static TestNode third;
    private static CloseableHttpClient pool;
    private static StorageNodeClient client;

    private final ChunkId chunkId = ChunkId.random();

    @BeforeAll
    static void startNodes() throws IOException {
        cluster = new TestCluster();
        first = start("node-1");
        second = start("node-2");
        third = start("node-3");
        pool = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(30), 8);
        client = new StorageNodeClient(pool);
    }

    private static TestNode start(String name) {
        return TestNode.start(
                cluster,
                root.resolve(name),
                "--dfs.node.capacity=64MiB",
                "--dfs.node.max-relays=1",
                "--dfs.node.relay-stall-limit=500ms",
                "--dfs.node.response-timeout=2s");
    }

    @AfterAll
    static void stopNodes() throws IOException {
        pool.close();
        first.close();
        second.close();
        third.close();
        cluster.close();
    }

    private WriteResult relay(NodeAddress... targets) {
        NodeAddress[] all = new NodeAddress[targets.length + 1];
        all[0] = first.address();
        System.arraycopy(targets, 0, all, 1, targets.length);
        return client.write(
                first.address(),
                chunkId,
                cluster.writeTicket(chunkId, CONTENT.length, all),
                CONTENT.length,
                out -> out.write(CONTENT),
                true,
                "/a.txt#0");
    }

    private byte[] readFrom(NodeAddress node) {
        return client.readAll(node, chunkId, cluster.ticketOfACopier(chunkId, CONTENT.length, node), (in, headers) -> {
            assertThat(headers.origin()).isEqualTo("/a.txt#0");
            assertThat(headers.crc32c()).isEqualTo(Crc32c.of(CONTENT).toString());
            return in.readAllBytes();
        });
    }

    private static NodeAddress nodeAt(int port) {
        return new NodeAddress(NodeId.random(), "odd", "default", "http://localhost:" + port);
    }

    // Relay

    @Test
    @DisplayName("I-2 a relayed write is durable on each node that has signed for it")
    void aRelayedWriteIsDurableOnEachNodeThatHasSigned() {
        WriteResult result = relay(second.address(), third.address());

        assertThat(result.failures()).isEmpty();
        assertThat(result.receipts())
                .extracting(NodeReceipt::nodeId)
                .containsExactly(
                        first.address().id(),
                        second.address().id(),
                        third.address().id());
        assertThat(result.receipts())
                .allSatisfy(receipt -> assertThat(
                                cluster.signer.verifyReceipt(receipt.token()).crc32c())
                        .isEqualTo(Crc32c.of(CONTENT)));
        assertThat(readFrom(first.address())).isEqualTo(CONTENT);
        assertThat(readFrom(second.address())).isEqualTo(CONTENT);
        assertThat(readFrom(third.address())).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("I-8 a relayed write can be repeated")
    void aRelayedWriteCanBeRepeated() {
        relay(second.address());

        WriteResult again = relay(second.address(), third.address());

        assertThat(again.receipts()).hasSize(3);
    }

    @Test
    void aRelayWithoutTargetsIsAPlainWrite() {
        assertThat(relay().receipts())
                .extracting(NodeReceipt::nodeId)
                .containsExactly(first.address().id());
        assertThat(readFrom(first.address())).isEqualTo(CONTENT);
    }

    @Test
    void aTargetThatCantBeReachedDoesNotStopTheOthers() throws IOException {
        NodeAddress dead;
        try (ServerSocket closed = new ServerSocket(0)) {
            dead = nodeAt(closed.getLocalPort());
        }

        WriteResult result = relay(dead, third.address());

        assertThat(result.receipts())
                .extracting(NodeReceipt::nodeId)
                .containsExactly(first.address().id(), third.address().id());
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.nodeId()).isEqualTo(dead.id());
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        });
        assertThat(readFrom(third.address())).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("I-9 a target that accepts and then takes nothing is given up")
    void aTargetThatTakesNothingIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            NodeAddress stalled = nodeAt(silent.getLocalPort());

            WriteResult result = relay(stalled, third.address());

            assertThat(result.receipts()).hasSize(2);
            assertThat(result.failures()).extracting(NodeFailure::nodeId).containsExactly(stalled.id());
        }
    }

    @Test
    void aTargetThatRefusesTellsWhy() {
        NodeAddress stranger = new NodeAddress(
                NodeId.random(), "renamed", "default", third.address().url()); // so the ticket does not name that node

        WriteResult result = relay(second.address(), stranger);

        assertThat(result.receipts()).hasSize(2);
        assertThat(result.failures())
                .singleElement()
                .returns(ErrorCode.TICKET_INVALID, NodeFailure::code)
                .returns(stranger.id(), NodeFailure::nodeId);
    }

    @Test
    @DisplayName("I-1 a relayed body cut off in the middle leaves nothing anywhere")
    void aRelayedBodyCutOffLeavesNothingAnywhere() throws Exception {
        try (RawHttp raw = new RawHttp(first.port())) {
            raw.say("PUT /chunks/%s?relay=true HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 5000000\n\n"
                            .formatted(
                                    chunkId,
                                    cluster.writeTicket(
                                            chunkId, 5_000_000, first.address(), second.address(), third.address())))
                    .send(bytes(2_000_000, 1))
                    .endSending();
            assertThat(new String(raw.readAll(), StandardCharsets.UTF_8)).doesNotContain("HTTP/1.1 200");
        }

        for (TestNode node : new TestNode[] {first, second, third}) {
            await().until(() -> node.filesIn("tmp").isEmpty());
            assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> readFrom(node.address()));
            await().until(() -> node.context.getBean(TransferSlots.class).taken() == 0);
        }
    }

    @Test
    @DisplayName("I-9 takes only so many relayed writes at once")
    void takesOnlySoManyRelayedWritesAtOnce() throws Exception {
        try (RawHttp raw = new RawHttp(first.port())) {
            ChunkId other = ChunkId.random();
            raw.say(
                    "PUT /chunks/%s?relay=true HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 1000\nExpect: 100-continue\n\n"
                            .formatted(other, cluster.writeTicket(other, 1000, first.address(), second.address())));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");

            assertRefused(ErrorCode.NODE_BUSY, () -> relay(second.address()));
        }

        await().until(() -> first.context.getBean(Relay.class).slots().taken() == 0);
        assertThat(relay(second.address()).receipts()).hasSize(2);
    }

    // Copies

    private void writeTo(TestNode node) {
        client.write(
                node.address(),
                chunkId,
                cluster.writeTicket(chunkId, CONTENT.length, node.address()),
                CONTENT.length,
                out -> out.write(CONTENT),
                false,
                "/a.txt#0");
    }

    private WriteResult copy(long lengthBytes, NodeAddress source, NodeAddress target) {
        return client.copy(target, chunkId, cluster.copyTicket(chunkId, lengthBytes, source, target));
    }

    @Test
    void pullsAChunkFromItsSourceWithTheOrigin() {
        writeTo(first);

        WriteResult result = copy(CONTENT.length, first.address(), second.address());

        assertThat(result.receipts()).singleElement().satisfies(receipt -> {
            assertThat(receipt.nodeId()).isEqualTo(second.address().id());
            assertThat(receipt.crc32c()).isEqualTo(Crc32c.of(CONTENT));
            assertThat(cluster.signer.verifyReceipt(receipt.token()).lengthBytes())
                    .isEqualTo(CONTENT.length);
        });
        assertThat(readFrom(second.address())).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("I-8 a copy can be repeated")
    void aCopyCanBeRepeated() {
        writeTo(first);
        copy(CONTENT.length, first.address(), second.address());

        assertThat(copy(CONTENT.length, first.address(), second.address()).receipts())
                .hasSize(1);
    }

    @Test
    @DisplayName("I-3 a damaged source is not copied, wherever the damage is")
    void aDamagedSourceIsNotCopied() throws IOException {
        writeTo(first);
        flip(first, 4_000_000);

        assertRefused(
                ErrorCode.UNAVAILABLE, // it breaks off in the middle
                () -> copy(CONTENT.length, first.address(), second.address()));
        assertRefused(
                ErrorCode.CHUNK_CORRUPT, // from now on the source knows
                () -> copy(CONTENT.length, first.address(), second.address()));

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> readFrom(second.address()));
        assertThat(second.filesIn("tmp")).isEmpty();
    }

    private void flip(TestNode node, long position) throws IOException {
        Path file = node.filesIn("chunks").stream()
                .filter(path -> path.toString().contains(chunkId.toString()))
                .findFirst()
                .orElseThrow();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            int old = raw.read();
            raw.seek(position);
            raw.write(old ^ 1);
        }
    }

    @Test
    void aSourceWithoutTheChunkOrWithAnotherLengthIsNotCopied() {
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> copy(CONTENT.length, first.address(), second.address()));
        writeTo(first);
        assertRefused(ErrorCode.LENGTH_MISMATCH, () -> copy(CONTENT.length - 1, first.address(), second.address()));

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> readFrom(second.address()));
    }

    @Test
    @DisplayName("I-3 a source that sends other bytes than it announces is not copied")
    void aSourceThatSendsOtherBytesIsNotCopied() throws IOException {
        HttpServer liar = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        liar.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        liar.createContext("/chunks", exchange -> {
            exchange.getResponseHeaders()
                    .add("Dfs-Crc32c", Crc32c.of(bytes(1000, 2)).toString());
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(bytes(1000, 3));
            exchange.close();
        });
        liar.start();
        try {
            assertRefused(
                    ErrorCode.CHECKSUM_MISMATCH,
                    () -> copy(1000, nodeAt(liar.getAddress().getPort()), second.address()));
        } finally {
            liar.stop(0);
        }
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> readFrom(second.address()));
        assertThat(second.filesIn("tmp")).isEmpty();
    }

    @Test
    void theCallersRequestIdGoesOnToTheNodesThatTakePart() throws IOException {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        other.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        other.createContext("/chunks", exchange -> {
            seen.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Request-Id"));
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        other.start();
        NodeAddress odd = nodeAt(other.getAddress().getPort());
        try (RequestIds.Scope _ = RequestIds.begin("upload-17")) {
            assertThat(relay(odd).failures()).hasSize(1);
            assertRefused(ErrorCode.UNAVAILABLE, () -> copy(1000, odd, second.address()));
        } finally {
            other.stop(0);
        }

        assertThat(seen).containsExactly("PUT upload-17", "GET upload-17");
    }

    @Test
    void aSourceThatIsDownIsTold() throws IOException {
        NodeAddress dead;
        try (ServerSocket closed = new ServerSocket(0)) {
            dead = nodeAt(closed.getLocalPort());
        }

        assertRefused(ErrorCode.UNAVAILABLE, () -> copy(1000, dead, second.address()));
    }
}
