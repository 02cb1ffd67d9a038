package io.dfs.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.fuzz.Answer;
import io.dfs.common.fuzz.Bytes;
import io.dfs.common.fuzz.Draw;
import io.dfs.common.fuzz.Footprint;
import io.dfs.common.fuzz.Forge;
import io.dfs.common.fuzz.FuzzRun;
import io.dfs.common.fuzz.Jwts;
import io.dfs.common.fuzz.Requests;
import io.dfs.common.fuzz.Texts;
import io.dfs.common.fuzz.Wire;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.TestChunks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node on a real port, asked for its chunks in every wrong way. */
class FuzzTest {

    private static final long MIB = 1 << 20;
    private static final int WORKERS = 4;

    /** So few that requests meet: what one case has written the next one reads, or writes again. */
    private static final List<ChunkId> CHUNKS = IntStream.range(0, 200)
            .mapToObj(i -> new ChunkId(new UUID(0x0192_0b3c_7f5e_7000L, Long.MIN_VALUE + i)))
            .toList();

    @TempDir
    private Path root;

    private final Set<ChunkId> acknowledged = ConcurrentHashMap.newKeySet();
    private final Forge forge = new Forge(TestCluster.SECRET);
    private TestCluster cluster;
    private TestNode node;
    private NodeAddress address;
    private Wire wire;

    @BeforeEach
    void startNode() throws IOException {
        cluster = new TestCluster();
        node = TestNode.start(
                cluster,
                root.resolve("node-1"),
                "--dfs.node.capacity=64MiB",
                "--dfs.node.connect-timeout=1s",
                "--dfs.node.response-timeout=2s",
                "--server.tomcat.connection-timeout=2s",
                "--server.tomcat.keep-alive-timeout=2s",
                "--logging.level.io.dfs.node.web=warn");
        address = node.address();
        wire = new Wire(node.port());
    }

    @AfterEach
    void stopNode() {
        node.close();
        cluster.close();
    }

    @Test
    @DisplayName(
            "I-2 I-3 I-9 no request makes an error of the node, is left without an end, stores what was not acknowledged,"
                    + " or leaves anything behind")
    void noRequestDoesHarm() throws Exception {
        storeAndRead(new Draw(1, 1));
        Footprint before = Footprint.now();

        new FuzzRun("storage-node, requests", WORKERS).run(this::ask);

        storeAndRead(new Draw(1, 2));
        ChunkStore store = node.context.getBean(ChunkStore.class);
        List<ChunkId> stored = store.list(null, 1_000_000).chunks();
        assertThat(acknowledged).containsAll(stored);
        stored.forEach(chunk -> TestChunks.read(store, chunk));
        assertThat(node.filesIn("tmp")).as("unfinished chunks").isEmpty();
        Footprint.settlesAtMost(before.plus(64 * MIB, 40, 40));
    }

    private String ask(Draw draw) throws IOException {
        ChunkId chunk = draw.of(CHUNKS);
        byte[] bytes = draw.bytes(draw.percent(90) ? draw.size(2_000) : draw.below(200_000));
        byte[] request = draw.percent(85) ? request(draw, chunk, bytes) : elsewhere(draw);
        Wire.Exchange exchange = wire.exchange(request, "127.1." + draw.below(256) + "." + (1 + draw.below(254)));
        if (exchange.broken()) {
            acknowledged.add(chunk); // perhaps: an answer that was on its way is lost
        }
        exchange.check().answers().forEach(this::note);
        return exchange.outcome();
    }

    /** What was stored here, by what the receipts say. */
    private void note(Answer answer) {
        if (answer.status() == 200 && answer.text().contains("\"receipts\"")) {
            Json.read(answer.body(), WriteResult.class)
                    .receipts()
                    .forEach(receipt -> acknowledged.add(receipt.chunkId()));
        }
    }

    private byte[] request(Draw draw, ChunkId chunk, byte[] bytes) {
        Requests requests = new Requests(draw);
        String target =
                "/chunks/" + (draw.percent(95) ? chunk.toString() : new Texts(draw).encoded(new Texts(draw).text()));
        List<String> headers = new ArrayList<>();
        int kind = draw.below(10);
        headers.add("Authorization: " + authorization(draw, ticket(draw, kind, chunk, bytes.length)));
        if (kind < 5) {
            addUpload(draw, headers, bytes);
            String query = draw.of(
                    "", "", "", "?relay=false", "?relay=true", "?relay=x", "?relay=%", "?relay=true&relay=false");
            return requests.request("PUT", target + query, headers, bytes);
        }
        if (kind < 8) {
            headers.add("Range: " + requests.range());
            return requests.request(draw.of("GET", "GET", "HEAD"), target, headers, null);
        }
        return kind == 8
                ? requests.request("GET", target + "/checksums", headers, null)
                : requests.request("POST", target + "/copies", headers, draw.percent(50) ? null : bytes);
    }

    private static void addUpload(Draw draw, List<String> headers, byte[] bytes) {
        if (draw.percent(60)) {
            headers.add(DfsHeaders.CRC32C + ": "
                    + (draw.percent(80) ? Crc32c.of(bytes).toString() : new Texts(draw).number()));
        }
        if (draw.percent(60)) {
            headers.add(DfsHeaders.ORIGIN + ": "
                    + latin1(draw.percent(70) ? "/a%20b#1" : new Texts(draw).encoded(new Texts(draw).path())));
        }
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String ticket(Draw draw, int kind, ChunkId chunk, int lengthBytes) {
        NodeAddress gone = new NodeAddress(
                address.id(), "gone", "zone", draw.of("http://127.0.0.1:1", "http://", "file:///etc", address.url()));
        String good = kind < 5
                ? cluster.writeTicket(chunk, draw.percent(90) ? lengthBytes : draw.below(1 + lengthBytes), address)
                : kind < 9
                        ? cluster.readTicket(chunk, address)
                        : cluster.copyTicket(chunk, draw.below(1_000), gone, address);
        return draw.percent(75) ? good : new Jwts(draw, forge).like("ticket", good);
    }

    private static String authorization(Draw draw, String token) {
        return draw.percent(95)
                ? "Bearer " + token
                : draw.of("", "Bearer", "Bearer ", "bearer  " + token, "Basic eDp5", "Bearer a b", token);
    }

    private static byte[] elsewhere(Draw draw) {
        Texts texts = new Texts(draw);
        String target = draw.of(
                        "/",
                        "/chunks",
                        "/chunks/",
                        "/api/v1/node",
                        "/actuator/env",
                        "/error",
                        "*",
                        "http://x/chunks/",
                        "//chunks",
                        "")
                + (draw.percent(60) ? texts.encoded(texts.path()) : "")
                + (draw.percent(30) ? "?" + texts.encoded(texts.text()) : "");
        byte[] request = new Requests(draw)
                .request(
                        draw.of("GET", "PUT", "POST", "DELETE", "HEAD"),
                        target,
                        List.of(),
                        draw.percent(50) ? null : texts.utf8());
        return draw.percent(10) ? new Bytes(draw).mutate(request) : request;
    }

    private void storeAndRead(Draw draw) throws IOException {
        byte[] bytes = draw.bytes(1_000);
        ChunkId fresh = new ChunkId(draw.uuid());
        String put = "PUT /chunks/%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(fresh, bytes.length, cluster.writeTicket(fresh, bytes.length, address));
        byte[] head = put.getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = java.util.Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, request, head.length, bytes.length);
        Answer written = wire.exchange(request, "127.0.0.1").answers().getFirst();
        assertThat(written.status()).as(written.toString()).isEqualTo(200);
        note(written);
        String get = "GET /chunks/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(fresh, cluster.readTicket(fresh, address));
        Answer read = wire.exchange(get.getBytes(StandardCharsets.ISO_8859_1), "127.0.0.1")
                .answers()
                .getFirst();
        assertThat(read.body()).isEqualTo(bytes);
    }
}
