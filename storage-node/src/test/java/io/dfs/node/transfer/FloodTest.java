package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.flood.Flood;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloodTest {

    private static final int CONNECTIONS = 10_000;
    private static final int UPLOADS = 30;

    /** What a client does that finds no node better: it comes again. */
    private static final int ATTEMPTS = 20;

    private int repeated;

    @Test
    @DisplayName("I-9 ten thousand silent and slow connections do not stop uploads")
    void tenThousandSlowConnectionsDoNotStopUploads(@TempDir Path root) throws Exception {
        try (TestCluster cluster = new TestCluster();
                TestNode node = TestNode.start(cluster, root.resolve("node-1"), "--dfs.node.capacity=64MiB");
                CloseableHttpClient pool = HttpClients.create(Duration.ofSeconds(10), Duration.ofSeconds(30), 8);
                Flood flood =
                        new Flood(node.port(), CONNECTIONS, "PUT /chunks/%s HTTP/1.1".formatted(ChunkId.random()))) {
            await().atMost(Duration.ofMinutes(2)).until(() -> flood.opened() > CONNECTIONS);

            StorageNodeClient client = new StorageNodeClient(pool);
            NodeAddress address = node.address();
            for (int i = 0; i < UPLOADS; i++) {
                ChunkId chunk = ChunkId.random();
                byte[] content = bytes(256 * 1024, i);
                insist(() -> client.write(
                        address,
                        chunk,
                        cluster.writeTicket(chunk, content.length, address),
                        content.length,
                        out -> out.write(content),
                        false,
                        null));
                byte[] back = insist(() -> client.readAll(
                        address, chunk, cluster.readTicket(chunk, address), (in, _) -> in.readAllBytes()));
                assertThat(back).isEqualTo(content);
            }
            System.out.printf(
                    "%d connections in all; %d of %d requests were repeated%n", flood.opened(), repeated, 2 * UPLOADS);
        }
    }

    private <T> T insist(Supplier<T> request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.get();
            } catch (DfsException e) {
                repeated++;
                if (attempt == ATTEMPTS || !e.code().retryable()) {
                    throw e;
                }
            }
        }
    }
}
