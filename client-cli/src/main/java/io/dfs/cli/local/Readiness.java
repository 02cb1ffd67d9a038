package io.dfs.cli.local;

import io.dfs.common.http.HttpClients;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** Asks processes of a cluster whether they are ready for work. */
final class Readiness implements AutoCloseable {

    private final LocalCluster cluster;
    private final CloseableHttpClient http;

    Readiness(LocalCluster cluster, ClusterFolder folder) {
        this.cluster = cluster;
        Path authority = cluster.speaksTls() ? folder.authority() : null;
        this.http = HttpClients.create(
                new ClientTls(new TlsSettings(null, null, authority)), Duration.ofSeconds(1), Duration.ofSeconds(3), 8);
    }

    /** Whether the member answers its readiness probe with yes. */
    boolean isReady(Member member) {
        try {
            return http.execute(
                    new HttpGet(cluster.managementUrl(member) + "/actuator/health/readiness"),
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
