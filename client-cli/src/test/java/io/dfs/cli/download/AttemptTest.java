package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two readings of one piece, whose bytes the test gives them. */
class AttemptTest {

    private static final byte[] BYTES = {1, 2, 3};

    /** No one is there, so that no byte comes but the test's. */
    private static final NodeAddress NODE = new NodeAddress(NodeId.random(), "node", "zone", "http://localhost:1");

    private final CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(10), Duration.ofSeconds(10), 2);
    private final ReplicaReader reader = new ReplicaReader(new StorageNodeClient(http));
    private final BlockingQueue<Attempt> ended = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    @AfterEach
    void close() throws IOException {
        http.close();
    }

    private Attempt started(@Nullable Attempt predecessor) throws InterruptedException {
        ExtentLocation extent = new ExtentLocation(
                0,
                0,
                ChunkId.random(),
                0,
                3,
                Crc32c.of(BYTES, 0, 3),
                3,
                Crc32c.of(BYTES, 0, 3),
                "token",
                List.of(NODE));
        Attempt attempt = new Attempt(
                NODE,
                new Piece(extent, 0, 3),
                Prefix.NONE,
                predecessor,
                (_, bytes, from, length) -> sink.write(bytes, from, length),
                ended);
        attempt.start(reader);
        ended.take();
        return attempt;
    }

    @Test
    void theOneThatHasTakenOverIsNotWithdrawn() throws Exception {
        Attempt first = started(null);
        Attempt second = started(first);
        second.write(0, BYTES, 0, 1);

        assertThat(second.withdraw()).isFalse();

        second.write(1, BYTES, 1, 2);
        assertThat(sink.toByteArray()).isEqualTo(BYTES);
        assertThatThrownBy(() -> first.write(0, BYTES, 0, 1)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void theOneThatIsWithdrawnStopsNobody() throws Exception {
        Attempt first = started(null);
        Attempt second = started(first);

        assertThat(second.withdraw()).isTrue();

        assertThatThrownBy(() -> second.write(0, BYTES, 0, 1)).isInstanceOf(RuntimeException.class);
        first.write(0, BYTES, 0, 3);
        assertThat(sink.toByteArray()).isEqualTo(BYTES);
    }
}
