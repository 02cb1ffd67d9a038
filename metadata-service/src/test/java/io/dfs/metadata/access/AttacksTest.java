package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.metadata.support.ServiceProcess;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service as it is shipped, attacked while someone works with it. */
class AttacksTest {

    private static final int ATTACKERS = 4;
    private static final int ORDINARY_REQUESTS = 30;

    @FunctionalInterface
    private interface Attack {
        void once(int port) throws IOException;
    }

    @TempDir
    private Path folder;

    @Test
    @DisplayName("I-9 ordinary requests are answered whatever strangers and readers do meanwhile")
    void ordinaryRequestsAreAnswered() throws Exception {
        try (ServerSocket silentProvider = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(10), Duration.ofSeconds(60), 8)) {
            String issuer = "http://localhost:" + silentProvider.getLocalPort();
            try (ServiceProcess service = ServiceProcess.start(
                    folder, Map.of("dfs.access.oidc.issuer", issuer, "dfs.access.oidc.audience", "dfs"))) {
                MetadataApi client = new HttpMetadataApi(
                        http, URI.create("http://localhost:" + service.port()), Retry.PATIENT, () -> TestTokens.ADMIN);
                work(client, "warm-up");
                System.out.printf("p99 without an attack: %d ms%n", work(client, "quiet"));
                attacks(issuer).forEach((name, attack) -> {
                    long p99 = during(attack, service.port(), () -> work(client, name));
                    System.out.printf("p99 during %s: %d ms%n", name, p99);
                    assertThat(service.isAlive()).as(name).isTrue();
                });
            }
        }
    }

    private static Map<String, Attack> attacks(String issuer) {
        // Made once: what attackers spend on making their requests would be taken from the service on the same machine.
        byte[] paths = request("POST /api/v1/fsck", TestTokens.ADMIN, "{\"paths\":[" + "\"/a\",".repeat(500_000));
        byte[] longLine = request("GET /" + "eyJ".repeat(15_000), "x", "");
        return Map.of(
                "large-lists", port -> exchange(port, paths),
                "long-request-lines", port -> exchange(port, longLine),
                "random-tokens", port -> exchange(port, request("GET /api/v1/caller", "dfs_" + random(), "")),
                "forged-tokens", port -> exchange(port, request("GET /api/v1/caller", forged(issuer), "")));
    }

    private static String random() {
        return (UUID.randomUUID() + "-" + UUID.randomUUID()).substring(0, 43);
    }

    private static String forged(String issuer) {
        return encoded("{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(UUID.randomUUID()))
                + "." + encoded("{\"iss\":\"%s\",\"aud\":\"dfs\",\"sub\":\"x\",\"exp\":4000000000}".formatted(issuer))
                + "." + encoded("signature");
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] request(String line, String token, String body) {
        return "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(line, token, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void exchange(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request);
            byte[] _ = socket.getInputStream().readAllBytes();
        }
    }

    private static long during(Attack attack, int port, LongSupplier work) {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS)) {
            for (int i = 0; i < ATTACKERS; i++) {
                var _ = attackers.submit(() -> {
                    while (!over.get()) {
                        try {
                            attack.once(port);
                        } catch (IOException _) {
                            // Refused, or cut off: the next one.
                        }
                    }
                    return null;
                });
            }
            try {
                return work.getAsLong();
            } finally {
                over.set(true);
            }
        }
    }

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Changes and questions, each of which must succeed; the 99th percentile of what they took, in milliseconds. */
    private static long work(MetadataApi client, String name) {
        long[] millis = new long[ORDINARY_REQUESTS];
        for (int i = 0; i < ORDINARY_REQUESTS; i++) {
            FilePath path = FilePath.valueOf("/" + name + "-" + NUMBERS.incrementAndGet());
            long begin = System.nanoTime();
            client.makeDirectory(new MakeDirectoryRequest(path, false));
            assertThat(client.list(path, null, 10).entries()).isEmpty();
            millis[i] = (System.nanoTime() - begin) / 1_000_000;
        }
        Arrays.sort(millis);
        return millis[ORDINARY_REQUESTS * 99 / 100];
    }
}
