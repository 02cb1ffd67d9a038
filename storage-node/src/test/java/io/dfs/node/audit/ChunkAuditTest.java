package io.dfs.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.Json;
import io.dfs.common.http.RequestIds;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a node's audit log has of the requests for its chunks. */
class ChunkAuditTest {

    private static final byte[] BYTES = new byte[100];

    @TempDir
    private static Path root;

    private static TestCluster cluster;
    private static TestNode node;
    private static NodeAddress address;
    private static CloseableHttpClient pool;
    private static StorageNodeClient client;

    private final ChunkId chunkId = ChunkId.random();

    @BeforeAll
    static void startNode() throws IOException {
        cluster = new TestCluster();
        node = TestNode.start(cluster, root.resolve("node-1"), "--dfs.node.capacity=64MiB");
        address = node.address();
        pool = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(20), 8);
        client = new StorageNodeClient(pool);
    }

    @AfterAll
    static void stopNode() throws IOException {
        pool.close();
        node.close();
        cluster.close();
    }

    private static String log() {
        try {
            return Files.readString(node.directory.resolve("audit/audit.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> linesOf(Runnable request) {
        String requestId = RequestIds.next();
        try (RequestIds.Scope _ = RequestIds.begin(requestId)) {
            request.run();
        }
        return log().lines()
                .map(line -> Json.mapper().readTree(line))
                .filter(line -> line.get("requestId").stringValue().equals(requestId))
                .toList();
    }

    private void write(String ticket) {
        client.write(address, chunkId, ticket, BYTES.length, out -> out.write(BYTES), false, "");
    }

    private void read(String ticket) {
        client.readAll(address, chunkId, ticket, (in, _) -> in.readAllBytes());
    }

    @Test
    void aWrittenChunkLeavesALine() {
        List<JsonNode> lines = linesOf(() -> write(cluster.writeTicket(chunkId, BYTES.length, address)));

        assertThat(lines).as("when the answer is there").singleElement().satisfies(line -> {
            assertThat(line.get("action").stringValue()).isEqualTo("PUT /chunks/{chunkId}");
            assertThat(line.get("target").stringValue()).isEqualTo(chunkId.toString());
            assertThat(line.get("result").stringValue()).isEqualTo("OK");
            assertThat(line.get("from").stringValue()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void aReadLeavesNoneUnlessItIsRefused() {
        write(cluster.writeTicket(chunkId, BYTES.length, address));

        assertThat(linesOf(() -> read(cluster.readTicket(chunkId, address)))).isEmpty();

        String other = cluster.readTicket(ChunkId.random(), address);
        linesOf(() -> assertThatThrownBy(() -> read(other)).isInstanceOf(DfsException.class));
        await().untilAsserted(() -> assertThat(log().lines()
                        .map(line -> Json.mapper().readTree(line))
                        .filter(line -> line.path("target").asString("").equals(chunkId.toString()))
                        .filter(line -> line.get("action").stringValue().equals("GET /chunks/{chunkId}")))
                .singleElement()
                .satisfies(line -> assertThat(line.get("result").stringValue()).isEqualTo("TICKET_INVALID")));
    }

    @Test
    void aRefusedWriteTellsWhyAndNothingOfTheTicket() {
        String ticket = cluster.readTicket(chunkId, address);

        List<JsonNode> lines =
                linesOf(() -> assertThatThrownBy(() -> write(ticket)).isInstanceOf(DfsException.class));

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.get("result").stringValue()).isEqualTo("TICKET_INVALID");
            assertThat(line.get("status").intValue()).isEqualTo(403);
        });
        assertThat(log()).doesNotContain(ticket).doesNotContain("eyJ").doesNotContain(TestCluster.SECRET);
    }
}
