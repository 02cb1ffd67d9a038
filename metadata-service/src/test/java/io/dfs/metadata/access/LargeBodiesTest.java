package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.node.TestPrograms;
import io.dfs.metadata.support.ServiceProcess;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with a heap of 256 MiB and the limits that it has by default, and every endpoint that takes a body. */
class LargeBodiesTest {

    private static final NodeId NODE = NodeId.valueOf("01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e");
    private static final long[] SIZES = {20_000_000, 60_000_000};

    private final TokenSigner signer =
            new TokenSigner(List.of(new ClusterSecret(ServiceProcess.CLUSTER_SECRET)), Clock.systemUTC());

    @TempDir
    private Path folder;

    private ServiceProcess service;

    @Test
    @DisplayName("I-9 no body that a token may send takes the memory of the service, at any endpoint")
    void noBodyTakesTheMemory() throws Exception {
        try (ServiceProcess started = ServiceProcess.start(folder, Map.of());
                CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(5), Duration.ofSeconds(60), 8)) {
            service = started;
            register(http);
            Map<String, Type> bodies = Bodies.types();
            assertThat(bodies).hasSizeGreaterThan(20);
            for (Endpoint endpoint : Endpoints.ALL) {
                Type body = bodies.get(endpoint.method() + " " + endpoint.path());
                if (body != null) {
                    attack(endpoint, body);
                }
            }
            attackTogether();
            assertThat(service.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private void register(CloseableHttpClient http) {
        URI address = URI.create("http://localhost:" + service.port());
        MetadataApi programs = TestPrograms.of(signer, token -> new HttpMetadataApi(http, address, Retry.NEVER, token));
        programs.register(new NodeRegistration(
                NODE,
                "node-1",
                null,
                "http://node-1:7080",
                "zone",
                "1",
                new NodeSpace(1, 0, 1),
                TestPrograms.key(NODE).publicKey(),
                null));
    }

    private void attack(Endpoint endpoint, Type body) throws IOException {
        for (Bodies.Endless endless : Bodies.endless(body)) {
            for (long size : SIZES) {
                String what = "%s %s, %s, %d bytes".formatted(endpoint.method(), endpoint.path(), endless, size);
                assertThat(send(endpoint, endless, size)).as(what).isIn("400", "413", "");
                assertThat(ask()).as("after %s", what).isEqualTo("200");
            }
        }
    }

    /** Bodies that are just small enough, from many at once, with whatever token may send them. */
    private void attackTogether() throws Exception {
        Endpoint commits = endpoint("/api/v1/files");
        Endpoint fsck = endpoint("/api/v1/fsck");
        List<Callable<String>> requests = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            requests.add(() -> send(fsck, new Bodies.Endless("paths", "{\"paths\":[", _ -> "\"/a\","), 60_000_000));
            Bodies.endless(Bodies.types().get("POST /api/v1/files"))
                    .forEach(endless -> requests.add(() -> send(commits, endless, 60_000_000)));
        }
        try (ExecutorService attackers = Executors.newFixedThreadPool(16)) {
            List<Future<String>> answers =
                    requests.stream().map(attackers::submit).toList();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isIn("400", "413", "503", "");
                assertThat(ask()).isEqualTo("200");
            }
        }
    }

    private static Endpoint endpoint(String path) {
        return Endpoints.of(org.springframework.http.HttpMethod.POST, path).orElseThrow();
    }

    /** A request with a small body of another endpoint and one without any. */
    private String ask() throws IOException {
        Endpoint fsck = endpoint("/api/v1/fsck");
        return send(fsck, new Bodies.Endless("one path", "{\"paths\":[\"/a\"]}", _ -> ""), 0);
    }

    /** The status, or nothing if the connection broke before it came: it does when a body is not read to its end. */
    private String send(Endpoint endpoint, Bodies.Endless body, long size) throws IOException {
        try (Socket socket = new Socket("localhost", service.port())) {
            socket.setSoTimeout(60_000);
            try {
                write(socket, endpoint, body, size);
            } catch (IOException e) {
                assertThat(service.isAlive()).as("the service lives").isTrue();
            }
            return status(socket);
        }
    }

    private void write(Socket socket, Endpoint endpoint, Bodies.Endless body, long size) throws IOException {
        OutputStream out = socket.getOutputStream();
        String path = endpoint.path()
                .replace("{reportId}", NODE.toString())
                .replace("{id}", NODE.toString())
                .replace("{name}", "node-1");
        out.write(
                "%s %s?path=/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        .formatted(endpoint.method(), path, token(endpoint))
                        .getBytes(StandardCharsets.US_ASCII));
        long sent = 0;
        int number = 0;
        StringBuilder part = new StringBuilder(body.begin());
        while (sent <= size && socket.getInputStream().available() == 0) {
            while (part.length() < 65_536 && sent + part.length() <= size) {
                part.append(body.next().apply(number++));
            }
            out.write(
                    (Integer.toHexString(part.length()) + "\r\n" + part + "\r\n").getBytes(StandardCharsets.US_ASCII));
            sent += part.length() + 1;
            part.setLength(0);
            part.append(size == 0 ? "" : body.next().apply(number++));
            if (part.isEmpty()) {
                break;
            }
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private String token(Endpoint endpoint) {
        if (endpoint.audience() != Audience.PROGRAMS) {
            return TestTokens.ADMIN;
        }
        return endpoint.path().startsWith("/api/v1/nodes")
                ? TestPrograms.nodeToken(signer, NODE)
                : signer.signServiceToken("test");
    }

    private String status(Socket socket) {
        try {
            byte[] head = socket.getInputStream().readNBytes(12);
            return head.length < 12 ? "" : new String(head, 9, 3, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }
}
