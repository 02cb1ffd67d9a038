package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContinueRequestsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final CloseableHttpClient http = HttpClientBuilder.create()
            .setRequestExecutor(new ContinueRequests(Timeout.ofMilliseconds(50), nanos::get))
            .build();

    @AfterEach
    void close() throws IOException {
        http.close();
    }

    @Test
    void aPeerThatSwallowsTheQuestionIsNotAskedAgainForAWhile() throws IOException {
        try (Peer swallowing = new Peer(false);
                Peer other = new Peer(true)) {
            assertThat(List.of(put(swallowing), put(swallowing), put(other), put(swallowing), put(other)))
                    .containsOnly(200);
            assertThat(swallowing.asked).containsExactly(true, false, false);
            assertThat(other.asked).containsExactly(true, true);

            nanos.addAndGet(ContinueRequests.REMEMBERED.toNanos());
            put(swallowing);

            assertThat(swallowing.asked).endsWith(false, true);
        }
    }

    private int put(Peer peer) throws IOException {
        HttpPut request = new HttpPut("http://localhost:" + peer.server.getLocalPort() + "/chunks/1");
        request.setConfig(RequestConfig.custom().setExpectContinueEnabled(true).build());
        request.setEntity(new StringEntity("body", ContentType.TEXT_PLAIN));
        return http.execute(request, response -> response.getCode());
    }

    /** Stores a body of four bytes. */
    private static final class Peer implements AutoCloseable {

        private final ServerSocket server;
        private final boolean givesLeave;
        private final List<Boolean> asked = new CopyOnWriteArrayList<>();

        Peer(boolean givesLeave) throws IOException {
            this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            this.givesLeave = givesLeave;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    boolean asks = head(in).contains("100-continue");
                    asked.add(asks);
                    if (asks && givesLeave) {
                        write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                    }
                    in.readNBytes(4);
                    write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                } catch (IOException e) {
                    if (!server.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }

        private static void write(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
