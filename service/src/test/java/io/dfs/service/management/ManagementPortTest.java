package io.dfs.service.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.service.EdgeApplication;
import io.dfs.service.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class ManagementPortTest {

    private static final String TOKEN = "a-token-for-metrics-of-40-characters-yes";

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        service = EdgeApplication.start("--dfs.metrics.token=" + TOKEN, "--dfs.failed-attempts.limit=5");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void tellsStrangersOneWord() throws Exception {
        HttpResponse<String> answer = ask("/actuator/health", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
        assertThat(ask("/actuator/health/liveness", null).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(ask("/actuator/health/diskSpace", null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/prometheus",
                "/actuator/metrics",
                "/actuator/metrics/jvm.memory.used",
                "//actuator/prometheus",
                "/actuator/health/../prometheus"
            })
    void tellsMetricsToWhoKnowsTheTokenOnly(String path) throws Exception {
        assertThat(ask(path, null))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(401))
                .satisfies(answer -> assertThat(answer.body()).contains("\"code\":\"TOKEN_REQUIRED\""))
                .satisfies(answer -> assertThat(answer.headers().firstValue("WWW-Authenticate"))
                        .hasValue("Bearer"));
        assertThat(ask(path, "Bearer " + TOKEN).statusCode()).isNotEqualTo(401);
    }

    @Test
    void aGoodTokenPassesHoweverManyBadOnesCame() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(ask("/actuator/metrics", "Bearer guess-" + i).body()).contains("\"code\":\"TOKEN_INVALID\"");
        }

        HttpResponse<String> refusal = ask("/actuator/metrics", "Bearer guess");

        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.body()).contains("\"code\":\"TOO_MANY_ATTEMPTS\"");
        assertThat(refusal.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        assertThat(ask("/actuator/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/env", "/configprops", "/heapdump", "/info", "/beans", "/loggers", "/sbom", "/shutdown"})
    void hasNothingElse(String endpoint) throws Exception {
        assertThat(ask("/actuator" + endpoint, "Bearer " + TOKEN))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains("\"code\":\"NO_SUCH_ENDPOINT\""));
    }

    @Test
    void itsAnswersHaveTheHeadersOfAllAnswers() throws Exception {
        assertThat(ask("/actuator/health", null).headers().firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
        assertThat(ask("/actuator/env", null).headers().firstValue("X-Request-Id"))
                .isPresent();
    }

    @Test
    void withoutATokenMetricsAreForThisMachine() throws Exception {
        try (ConfigurableApplicationContext open = EdgeApplication.start()) {
            assertThat(ask(EdgeApplication.managementPort(open), "/actuator/metrics", null)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void believesNoProxyAboutWhoAsks() throws Exception {
        try (ConfigurableApplicationContext open = EdgeApplication.start("--dfs.trusted-proxies=192.0.2.1,127.0.0.1");
                RawConnection asker = new RawConnection(EdgeApplication.managementPort(open))) {
            String answer = asker.say(
                            "GET /actuator/metrics HTTP/1.1\nHost: x\nConnection: close\nX-Forwarded-For: 192.0.2.7\n\n")
                    .readAll();

            // With the header believed, the caller would be on another machine.
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void theApisPortHasNothingOfIt() throws Exception {
        assertThat(ask(EdgeApplication.port(service), "/actuator/health", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTokenIsReadFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");

        assertThat(new MetricsToken("", file.toString()).is(TOKEN)).isTrue();
        assertThat(new MetricsToken("", file.toString()).toString()).doesNotContain(TOKEN);
    }

    @Test
    void refusesWhatIsTooEasyToGuess() {
        assertThatThrownBy(() -> new MetricsToken("short", ""))
                .hasMessage("the metrics token has 5 characters; give it at least 32");
    }

    private static HttpResponse<String> ask(String path, @Nullable String authorization) throws Exception {
        return ask(EdgeApplication.managementPort(service), path, authorization);
    }

    private static HttpResponse<String> ask(int port, String path, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
