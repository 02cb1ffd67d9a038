package io.dfs.node.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.ChunkId;
import io.dfs.node.RawHttp;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class NodeEdgeTest {

    private static final String FORGED = "eyJhbGciOiJIUzI1NiJ9.eyJvcCI6IldSSVRFIn0.forgedforgedforgedforged";

    @TempDir
    private static Path root;

    private static TestCluster cluster;
    private static TestNode node;

    private final ChunkId chunkId = ChunkId.random();

    @BeforeAll
    static void startNode() throws IOException {
        cluster = new TestCluster();
        node = TestNode.start(
                cluster,
                root.resolve("node-1"),
                "--dfs.node.capacity=64MiB",
                "--dfs.failed-attempts.limit=3",
                "--dfs.trusted-proxies=127.0.0.1",
                "--logging.level.io.dfs=debug");
    }

    @AfterAll
    static void stopNode() throws IOException {
        node.close();
        cluster.close();
    }

    @Test
    void forgedTicketsAreSlowedDownByAddressAndGoodOnesPass() throws Exception {
        String attacker = "192.0.2.1";
        for (int i = 0; i < 3; i++) {
            assertThat(get(FORGED, attacker)).contains("HTTP/1.1 403", "TICKET_INVALID");
        }

        assertThat(get(FORGED, attacker)).contains("HTTP/1.1 429", "TOO_MANY_ATTEMPTS", "Retry-After: ");

        assertThat(get(FORGED, "192.0.2.2")).contains("TICKET_INVALID");
        assertThat(get(cluster.readTicket(chunkId, node.address()), attacker)).contains("CHUNK_NOT_FOUND");
    }

    @Test
    void aTicketForSomethingElseIsNoAttack() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(get(cluster.readTicket(ChunkId.random(), node.address()), "192.0.2.3"))
                    .contains("TICKET_INVALID");
        }
    }

    @Test
    @DisplayName("I-9 a body that claims a tebibyte is refused before a byte of it is asked for")
    void aTebibyteIsRefusedBeforeAByteOfIt() throws Exception {
        String answer =
                send("PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 1099511627776\n"
                                .formatted(chunkId, cluster.writeTicket(chunkId, 1000, node.address()))
                        + "Expect: 100-continue\n\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("TOO_LARGE").doesNotContain("100 Continue");
        assertThat(node.filesIn("chunks")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /nothing", "TRACE /", "GET /%zz", "PUT /chunks/x", "GET /chunks/x"})
    void everyAnswerHasTheHeadersAndNothingOfOurInside(String request) throws Exception {
        assertThat(send(request + " HTTP/1.1\nHost: x\nConnection: close\n\n"))
                .contains("X-Content-Type-Options: nosniff", "Cache-Control: no-store", "X-Frame-Options: DENY")
                .contains("Content-Security-Policy: default-src 'none'", "Referrer-Policy: no-referrer", "\"code\":")
                .doesNotContain("Server:", "Strict-Transport-Security", "Exception", "io.dfs", "\tat ", "/tmp");
    }

    @Test
    void noSecretReachesTheLog(CapturedOutput output) throws Exception {
        String read = cluster.readTicket(chunkId, node.address());
        String write = cluster.writeTicket(chunkId, 5, node.address());
        send("PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 5\nConnection: close\n\nhello"
                .formatted(chunkId, write));
        get(read, "192.0.2.4");
        get(FORGED, "192.0.2.4");
        send("GET /chunks/%s?ticket=%s HTTP/1.1\nHost: x\nConnection: close\n\n".formatted(chunkId, read));
        send("GET /chunks/%s HTTP/1.1\nHost: x\nAuthorization: %s\nConnection: close\n\n".formatted(chunkId, read));
        send(
                "POST /chunks/%s/copies HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: %d\nConnection: close\n\n%s"
                        .formatted(chunkId, read.length() + 13, "{\"ticket\": \"%s\"".formatted(read)));

        assertThat(output.getAll()).contains("refused");
        for (String secret :
                new String[] {read, write, FORGED, TestCluster.SECRET, signature(read), signature(write)}) {
            assertThat(output.getAll()).doesNotContain(secret);
        }
    }

    /** The part without which a ticket is worth nothing. */
    private static String signature(String ticket) {
        return ticket.substring(ticket.lastIndexOf('.') + 1);
    }

    private String get(String ticket, String origin) throws IOException {
        return send(
                "GET /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nX-Forwarded-For: %s\nConnection: close\n\n"
                        .formatted(chunkId, ticket, origin));
    }

    private static String send(String request) throws IOException {
        try (RawHttp raw = new RawHttp(node.port())) {
            return new String(raw.say(request).readAll(), StandardCharsets.UTF_8);
        }
    }
}
