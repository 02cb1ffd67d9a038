package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.file.FilePath;
import io.dfs.common.flood.Flood;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.HttpOperationsApi;
import io.dfs.common.http.Retry;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;

@OnH2
@DirtiesContext // what the flood leaves behind is nothing for others
class FloodOnH2Test extends ServiceContract {

    private static final int CONNECTIONS = 10_000;
    private static final int DIRECTORIES = 30;

    /** Anybody could read it slowly; who wants it switches it on. */
    @Test
    void thePageToTryTheApiIsOff() throws Exception {
        for (String page : List.of("/swagger-ui.html", "/swagger-ui/index.html", "/swagger-ui/swagger-ui-bundle.js")) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address().resolve(page)).build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(page).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("I-9 ten thousand silent and slow connections do not stop changes, questions, or the status")
    void tenThousandSlowConnectionsDoNotStopRequests() throws Exception {
        try (CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(10), Duration.ofSeconds(30), 8);
                Flood flood = new Flood(address().getPort(), CONNECTIONS, "POST /api/v1/directories HTTP/1.1")) {
            // As patient as the command line.
            MetadataApi client = new HttpMetadataApi(http, address(), Retry.PATIENT, () -> TestTokens.ADMIN);
            OperationsApi status = new HttpOperationsApi(http, address(), Retry.PATIENT, () -> TestTokens.ADMIN);
            await().atMost(Duration.ofMinutes(2)).until(() -> flood.opened() > CONNECTIONS);

            for (int number = 0; number < DIRECTORIES; number++) {
                client.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf("/" + number), false));
                assertThat(status.status().metadataEpoch()).isPositive();
            }

            assertThat(client.list(FilePath.ROOT, null, 1_000).entries())
                    .extracting(DirectoryEntry::name)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, DIRECTORIES)
                            .mapToObj(Integer::toString)
                            .toList());
            System.out.printf("%d connections in all%n", flood.opened());
        }
    }
}
