package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowReadersTest {

    /** More than systems take into their buffers. */
    private static final int LENGTH = 24 << 20;

    private static final int TRANSFERS = 8;

    @Test
    @DisplayName("I-9 readers who take every slot with good tickets and hardly read give them back")
    void slowReadersGiveTheirSlotsToOthers(@TempDir Path root) throws Exception {
        try (TestCluster cluster = new TestCluster();
                TestNode node = TestNode.start(
                        cluster,
                        root.resolve("node-1"),
                        "--dfs.node.capacity=256MiB",
                        "--dfs.node.max-transfers=" + TRANSFERS);
                CloseableHttpClient pool = HttpClients.create(Duration.ofSeconds(10), Duration.ofSeconds(30), 8)) {
            StorageNodeClient client = new StorageNodeClient(pool);
            NodeAddress address = node.address();
            ChunkId chunk = ChunkId.random();
            byte[] content = bytes(LENGTH, 1);
            client.write(
                    address,
                    chunk,
                    cluster.writeTicket(chunk, LENGTH, address),
                    LENGTH,
                    out -> out.write(content),
                    false,
                    null);
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                slow.add(reader(node.port(), chunk, cluster.readTicket(chunk, address)));
            }

            await().atMost(Duration.ofMinutes(3))
                    .ignoreExceptionsInstanceOf(DfsException.class)
                    .until(() -> Arrays.equals(content, read(client, cluster, address, chunk)));
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static byte[] read(StorageNodeClient client, TestCluster cluster, NodeAddress address, ChunkId chunk) {
        return client.readAll(address, chunk, cluster.readTicket(chunk, address), (in, _) -> in.readAllBytes());
    }

    /** One who sends a request, waits for the first byte and reads no more. */
    private static Socket reader(int port, ChunkId chunk, String ticket) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write("GET /chunks/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(chunk, ticket)
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }
}
