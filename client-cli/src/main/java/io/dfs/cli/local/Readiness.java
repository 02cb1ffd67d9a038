package io.dfs.cli.local;

import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
                    new HttpGet(member.url() + "/actuator/health/readiness"), response -> response.getCode() == 200);
        } catch (IOException _) {
            return false; // Not listening yet, or no longer.
        }
    }

    static boolean isPortFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
