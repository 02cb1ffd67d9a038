package io.dfs.cli.local;

import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** Asks processes whether they are ready for work. */
final class Readiness implements AutoCloseable {

    private final CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(1), Duration.ofSeconds(3), 8);

    /** Whether the member answers its readiness probe with yes. */
    boolean isReady(Member member) {
        try {
            return http.execute(
                    new HttpGet("http://localhost:%d/actuator/health/readiness".formatted(member.managementPort())),
                    response -> response.getCode() == 200);
        } catch (IOException _) {
            return false; // Not listening yet, or no longer.
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
