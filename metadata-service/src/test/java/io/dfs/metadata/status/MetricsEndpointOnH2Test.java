package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

@OnH2
@TestPropertySource(properties = "dfs.status.metrics-interval=1s")
class MetricsEndpointOnH2Test extends ServiceContract {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Test
    void theFactsAreTold() {
        chunk(3, register("node-1", "a"));

        await().untilAsserted(() -> assertThat(scrape())
                .contains("dfs_chunks_endangered 1.0", "dfs_chunks_under_replicated 1.0", "dfs_facts_age_seconds ")
                .contains(
                        "dfs_node_health{admin_state=\"in_service\",health=\"healthy\",node=\"node-1\",zone=\"a\"} 1.0")
                .contains("hikaricp_connections_pending", "jvm_memory_used_bytes", "process_cpu_usage"));
    }

    @Test
    @DisplayName("I-9 paths and methods that no one knows make no labels of their own")
    void unknownPathsMakeNoLabels() throws Exception {
        for (int i = 0; i < 50; i++) {
            send("GET", "/nowhere/" + i);
            send("GET", "/api/v1/nowhere/" + i);
            send("GET", "/api/v1/files?path=/nowhere/" + i);
            send("GET", "/api/v1/nodes/nowhere-" + i + "/drain");
            send("X" + (char) ('A' + i % 26), "/api/v1/files");
        }

        assertThat(scrape().lines()
                        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
                        .filter(line -> line.contains("nowhere") || line.contains("\"X")))
                .isEmpty();
        assertThat(scrape()).contains("uri=\"/api/v1/nodes/{name}/drain\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info",
                "env",
                "beans",
                "loggers",
                "heapdump",
                "threaddump",
                "configprops",
                "mappings",
                "shutdown"
            })
    void nothingElseOfTheActuatorIsExposed(String endpoint) throws Exception {
        assertThat(get("/actuator/" + endpoint).statusCode()).isEqualTo(404);
    }

    @Test
    void healthIsOneWord() throws Exception {
        assertThat(get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/actuator/health/readiness/db").statusCode()).isEqualTo(404);
    }

    private String scrape() throws Exception {
        return get("/actuator/prometheus").body();
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + target))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String target) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
                        .header("Authorization", "Bearer " + TestTokens.ADMIN)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
