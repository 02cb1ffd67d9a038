package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.support.OnH2;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Somebody who gives health and metrics the API's own port opens nothing by that. */
@OnH2
@TestPropertySource(properties = "management.server.port=")
class ManagementPortOnH2Test {

    @LocalServerPort
    private int port;

    @Test
    void theApiStaysClosedWhereHealthHasItsPort() throws Exception {
        for (String path : new String[] {"/api/v1/files?path=/", "/api/v1/nodes", "/actuator/prometheus"}) {
            assertThat(status(path)).as(path).isEqualTo(401);
        }
    }

    private int status(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
