package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.dfs.common.api.NodeList;
import io.dfs.common.error.DfsException;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TestCertificates;
import io.dfs.common.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom our HTTP clients trust, what they show, and what they say when that does not work. */
class TlsConnectionsTest {

    @TempDir
    private static Path folder;

    private static TestCertificates made;
    private static TestCertificates foreign;

    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    /** The names of the clients' certificates, request by request; {@code -} for none. */
    private final List<String> shown = new CopyOnWriteArrayList<>();

    /** The clients' ends of all connections. */
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void makeCertificates() {
        made = TestCertificates.make(
                folder.resolve("tls"), "server=localhost", "elsewhere=example.com", "node-1", "node-2");
        made.add("--days", "0", "expired=localhost");
        foreign = TestCertificates.make(folder.resolve("foreign"), "server=localhost", "node-1");
    }

    @AfterEach
    void stopServers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aServiceOfATrustedAuthorityAnswers() throws IOException {
        ask(made.trust(), serve(made.settings("server"), false));

        assertThat(shown).containsExactly("-");
    }

    @Test
    void oneOfAnUnknownAuthorityIsRefusedWithTheRemedy() throws IOException {
        URI server = serve(foreign.settings("server"), false);

        refuses(made.trust(), server, "authority that is not trusted here: set DFS_TLS_CA");
        refuses(TlsSettings.NONE, server, "authority that is not trusted here: set DFS_TLS_CA");
    }

    @Test
    void oneWithAnExpiredCertificateIsRefused() throws IOException {
        refuses(made.trust(), serve(made.settings("expired"), false), "its certificate has expired");
    }

    @Test
    void oneWithAnotherNameIsRefused() throws IOException {
        refuses(made.trust(), serve(made.settings("elsewhere"), false), "its certificate is for other names");
    }

    @Test
    void aClientShowsItsCertificateToThoseWhoAsk() throws IOException {
        URI server = serve(made.settings("server"), true);

        ask(made.settings("node-1"), server);

        assertThat(shown).containsExactly("CN=node-1,O=dfs");
    }

    @Test
    void withoutACertificateItIsToldThatOneIsWanted() throws IOException {
        refuses(
                made.trust(),
                serve(made.settings("server"), true),
                "it wants a client certificate and did not get one");
    }

    @Test
    void whoSpeaksPlainHttpIsToldApart() throws IOException {
        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.start();
        servers.add(plain);

        refuses(
                made.trust(),
                URI.create("https://localhost:" + plain.getAddress().getPort()),
                "it does not speak TLS");
    }

    @Test
    void connectionsThatShowACertificateAreKept() throws IOException {
        URI server = serve(made.settings("server"), true);
        try (CloseableHttpClient http = client(new ClientTls(made.settings("node-1")))) {
            HttpMetadataApi api = new HttpMetadataApi(http, server, Retry.NEVER, null);
            for (int i = 0; i < 5; i++) {
                api.nodes();
            }
        }

        assertThat(shown).hasSize(5);
        assertThat(connections).hasSize(1);
    }

    @Test
    void newConnectionsUseFilesThatHaveChangedAndBrokenOnesLeaveTheOldInUse() throws IOException {
        URI server = serve(made.settings("server"), true);
        Path own = Files.createDirectories(folder.resolve("own"));
        replace(made, "node-1", own);
        TlsSettings settings = new TlsSettings(own.resolve("tls.crt"), own.resolve("tls.key"), made.ca());
        ClientTls tls = new ClientTls(settings);
        askOn(tls, server);

        replace(made, "node-2", own);
        askOn(tls, server);
        Files.writeString(own.resolve("tls.crt"), "half of a certifi");
        askOn(tls, server);
        Files.delete(own.resolve("tls.crt"));
        askOn(tls, server);
        replace(made, "node-1", own);
        askOn(tls, server);

        assertThat(shown)
                .containsExactly(
                        "CN=node-1,O=dfs", "CN=node-2,O=dfs", "CN=node-2,O=dfs", "CN=node-2,O=dfs", "CN=node-1,O=dfs");
    }

    private static void replace(TestCertificates from, String name, Path own) throws IOException {
        Files.copy(from.privateKey(name), own.resolve("next"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(own.resolve("next"), own.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.certificate(name), own.resolve("next"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(own.resolve("next"), own.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void refuses(TlsSettings client, URI server, String sentence) {
        assertThatThrownBy(() -> ask(client, server))
                .isInstanceOf(DfsException.class)
                .hasMessageContaining("the metadata service at " + server + " does not answer: ")
                .hasMessageContaining(sentence);
    }

    private static void ask(TlsSettings settings, URI server) throws IOException {
        askOn(new ClientTls(settings), server);
    }

    /** On a connection of its own. */
    private static void askOn(ClientTls tls, URI server) throws IOException {
        try (CloseableHttpClient http = client(tls)) {
            new HttpMetadataApi(http, server, Retry.NEVER, null).nodes();
        }
    }

    private static CloseableHttpClient client(ClientTls tls) {
        return HttpClients.create(tls, Duration.ofSeconds(5), Duration.ofSeconds(5), 2);
    }

    /** A metadata service that knows no nodes. */
    private URI serve(TlsSettings settings, boolean needsCertificate) throws IOException {
        ClientTls tls = new ClientTls(settings);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(needsCertificate);
                parameters.setSSLParameters(ssl);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                connections.add(exchange.getRemoteAddress());
                shown.add(name(((HttpsExchange) exchange).getSSLSession()));
                byte[] none = Json.write(new NodeList(List.of()));
                exchange.sendResponseHeaders(200, none.length);
                exchange.getResponseBody().write(none);
            }
        });
        server.start();
        servers.add(server);
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    private static String name(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return ((X509Certificate) chain[0]).getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException _) {
            return "-";
        }
    }
}
