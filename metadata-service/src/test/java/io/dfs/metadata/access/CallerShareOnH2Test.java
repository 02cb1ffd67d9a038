package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.AuditFiles;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

/** Of four threads one caller may have three. The tests' machine is a gateway, so that each request may be from an address of its own. */
@OnH2
@TestPropertySource(
        properties = {
            "server.tomcat.threads.max=4",
            "server.tomcat.connection-timeout=60s",
            "dfs.connections.body-rate-window=60s",
            "dfs.trusted-proxies=127.0.0.1"
        })
class CallerShareOnH2Test extends ServiceContract {

    private static final String UNFINISHED = "POST /api/v1/directories HTTP/1.1\r\nContent-Length: 60\r\n";

    @Autowired
    private MeterRegistry meters;

    @Value("${dfs.audit.dir}")
    private Path auditLog;

    @Test
    @DisplayName(
            "I-9 one token used from many addresses leaves threads to others, and hears that it has too many requests")
    void onePrincipalLeavesThreadsToOthers() throws IOException {
        Socket[] busy = new Socket[3];
        for (int i = 0; i < busy.length; i++) {
            busy[i] = say(UNFINISHED, TestTokens.ADMIN, "192.0.2." + i, "{");
        }
        try {
            String refusal = await().until(
                            () -> ask("GET /api/v1/caller HTTP/1.1\r\n", TestTokens.ADMIN, "192.0.2.200"),
                            answer -> answer.startsWith("HTTP/1.1 503"));

            assertThat(refusal)
                    .contains("Retry-After: 1", "OVERLOADED", "has 3 requests under way, the most for one caller");
            assertThat(ask("GET /v3/api-docs HTTP/1.1\r\n", "", "192.0.2.201")).startsWith("HTTP/1.1 200");
            assertThat(meters.get("dfs.requests.refused")
                            .tag("reason", "principal")
                            .counter()
                            .count())
                    .isPositive();
        } finally {
            for (Socket socket : busy) {
                socket.close();
            }
        }
        await().until(() -> ask("GET /api/v1/caller HTTP/1.1\r\n", TestTokens.ADMIN, "192.0.2.200")
                .startsWith("HTTP/1.1 200"));
    }

    @Test
    void theAuditLogShowsTheClientBehindATrustedProxy() throws IOException {
        assertThat(ask("GET /api/v1/status HTTP/1.1\r\n", "dfs_" + "x".repeat(43), "192.0.2.77, 127.0.0.1"))
                .startsWith("HTTP/1.1 401");

        await().untilAsserted(() ->
                assertThat(new AuditFiles(auditLog).lines()).anyMatch(line -> line.contains("\"192.0.2.77\"")));
    }

    private Socket say(String line, String token, String client, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address().getPort());
        socket.setSoTimeout(30_000);
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer %s\r\n".formatted(token);
        socket.getOutputStream()
                .write((line + "Host: x\r\nConnection: close\r\nContent-Type: application/json\r\n" + authorization
                                + "X-Forwarded-For: " + client + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String ask(String line, String token, String client) throws IOException {
        try (Socket socket = say(line, token, client, "")) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
