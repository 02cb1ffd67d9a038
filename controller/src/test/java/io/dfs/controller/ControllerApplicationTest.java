package io.dfs.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ControllerApplicationTest {

    private static final String SECRET = "--dfs.cluster-secret=0123456789abcdef0123456789abcdef";

    @Test
    void saysWhatIsMissingWhenThereIsNoClusterSecret() {
        assertThatThrownBy(() ->
                        new SpringApplicationBuilder(ControllerApplication.class).run("--management.server.port=0"))
                .hasStackTraceContaining("no cluster secret: set DFS_CLUSTER_SECRET");
    }

    @Test
    void saysThatAnUnderscoreMakesAHostNameNone() {
        ControllerSettings settings =
                new ControllerSettings(List.of(URI.create("http://my_meta:7070")), "controller", null, null, null);

        assertThatThrownBy(settings::endpoints)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("DFS_METADATA_URL")
                .hasMessageContaining("'http://my_meta:7070'")
                .hasMessageContaining("underscore");
    }

    @Test
    void isAliveButNotReadyWhileTheMetadataServiceIsAway() throws Exception {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(ControllerApplication.class)
                .run(
                        "--management.server.port=0",
                        "--dfs.metadata-url=http://localhost:1",
                        "--dfs.repair.interval=50ms",
                        SECRET)) {
            String port = app.getEnvironment().getProperty("local.management.port");

            assertThat(health(port, "liveness").statusCode()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(health(port, "readiness"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                    .satisfies(answer -> assertThat(answer.body()).doesNotContain("localhost")));
        }
    }

    private static HttpResponse<String> health(String port, String group) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:%s/actuator/health/%s".formatted(port, group));
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
