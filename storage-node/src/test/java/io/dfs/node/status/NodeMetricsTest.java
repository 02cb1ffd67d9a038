package io.dfs.node.status;

import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeMetricsTest {

    private static final byte[] CONTENT = bytes(100_000, 1);

    @TempDir
    private Path root;

    @Test
    @DisplayName("I-9 transfers are told by operation and outcome, and never by chunk")
    void transfersAreToldByOperationAndOutcome() throws Exception {
        ChunkId chunkId = ChunkId.random();
        try (TestCluster cluster = new TestCluster();
                TestNode node = TestNode.start(cluster, root.resolve("n1"), "--dfs.scrub.period=200ms");
                TestNode other = TestNode.start(cluster, root.resolve("n2"));
                CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 4)) {
            StorageNodeClient client = new StorageNodeClient(http);
            NodeAddress address = node.address();
            client.write(
                    address,
                    chunkId,
                    cluster.writeTicket(chunkId, CONTENT.length, address, other.address()),
                    CONTENT.length,
                    out -> out.write(CONTENT),
                    true,
                    null);
            client.readAll(address, chunkId, cluster.readTicket(chunkId, address), (in, _) -> in.readAllBytes());
            ChunkId absent = ChunkId.random();
            assertThatThrownBy(() -> client.readAll(
                            address, absent, cluster.readTicket(absent, address), (in, _) -> in.readAllBytes()))
                    .isInstanceOf(DfsException.class);

            await().untilAsserted(() -> assertThat(scrape(node))
                    .contains(
                            "dfs_chunk_transfers_seconds_count{node=\"n1\",operation=\"relayed_write\",outcome=\"ok\"} 1",
                            "dfs_chunk_transfers_seconds_count{node=\"n1\",operation=\"read\",outcome=\"ok\"} 1",
                            "dfs_chunk_transfers_seconds_count{node=\"n1\",operation=\"read\",outcome=\"not_found\"} 1",
                            "dfs_chunk_transferred_bytes_total{direction=\"in\",node=\"n1\",operation=\"relayed_write\"} 100000.0",
                            "dfs_chunk_transferred_bytes_total{direction=\"out\",node=\"n1\",operation=\"relayed_write\"} 100000.0",
                            "dfs_chunk_transferred_bytes_total{direction=\"out\",node=\"n1\",operation=\"read\"} 100000.0",
                            "dfs_slots_limit{kind=\"clients\",node=\"n1\"} 64.0",
                            "dfs_disks_failed{node=\"n1\"} 0.0",
                            "dfs_encryption_missing_keys{node=\"n1\"} 0.0",
                            "dfs_registered{node=\"n1\"} 1.0",
                            "dfs_scrub_pass_age_seconds{node=\"n1\"}",
                            "uri=\"/chunks/{chunkId}\"")
                    .containsPattern(
                            "dfs_disks_latency_seconds\\{node=\"n1\",operation=\"write\",quantile=\"0.5\"\\} [0-9]")
                    .containsPattern(
                            "dfs_disks_latency_seconds\\{node=\"n1\",operation=\"read\",quantile=\"0.99\"\\} [0-9]")
                    .containsPattern("dfs_scrub_read_bytes_total\\{node=\"n1\"\\} [1-9]")
                    .doesNotContain(chunkId.toString(), absent.toString()));
            assertThat(scrape(other))
                    .contains("dfs_chunk_transfers_seconds_count{node=\"n2\",operation=\"write\",outcome=\"ok\"} 1");
        }
    }

    private static String scrape(TestNode node) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:%d/actuator/prometheus".formatted(node.managementPort()));
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
