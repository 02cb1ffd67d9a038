package io.dfs.service.tls;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.http.HttpClients;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TestCertificates;
import io.dfs.common.tls.TlsSettings;
import io.dfs.service.start.StartRefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service with this module, over real TLS. */
class TlsServerTest {

    @TempDir
    private static Path folder;

    private static TestCertificates made;
    private static TestCertificates foreign;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Caller.class)
    static class Service {}

    @RestController
    static class Caller {

        /** The caller's name by its certificate. */
        @GetMapping("/caller")
        String name(HttpServletRequest request) {
            return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                    ? chain[0].getSubjectX500Principal().getName()
                    : "no one";
        }
    }

    /** A running service; closing it is its end. */
    private record Running(ConfigurableApplicationContext context) implements AutoCloseable {

        String url() {
            return url("local.server.port");
        }

        String url(String port) {
            return "https://localhost:" + context.getEnvironment().getRequiredProperty(port);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @BeforeAll
    static void makeCertificates() {
        made = TestCertificates.make(folder.resolve("tls"), "server=localhost", "node-1");
        made.add("--days", "0", "expired=localhost");
        foreign = TestCertificates.make(folder.resolve("foreign"), "node-1");
    }

    private static Running start(TlsSettings files, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--dfs.tls.certificate=" + (files.certificate() == null ? "" : files.certificate()),
                "--dfs.tls.private-key=" + (files.privateKey() == null ? "" : files.privateKey()),
                "--dfs.tls.ca=" + (files.ca() == null ? "" : files.ca())));
        List.of(properties).forEach(property -> arguments.add("--" + property));
        return new Running(SpringApplication.run(Service.class, arguments.toArray(String[]::new)));
    }

    @ParameterizedTest
    @CsvSource({"none,no one,no one", "want,no one,'CN=node-1,O=dfs'", "need,,'CN=node-1,O=dfs'"})
    void asksItsCallersForCertificatesAsItIsTold(String auth, String withoutOne, String withOne) throws IOException {
        try (Running service = start(made.settings("server"), "dfs.tls.client-auth=" + auth)) {
            assertThat(ask(made.settings("node-1"), service.url() + "/caller")).isEqualTo(withOne);
            if (withoutOne == null) {
                assertThatThrownBy(() -> ask(made.trust(), service.url() + "/caller"))
                        .hasStackTraceContaining("certificate");
            } else {
                assertThat(ask(made.trust(), service.url() + "/caller")).isEqualTo(withoutOne);
            }
        }
    }

    /** Java's client shows a certificate only to those who ask for its authority, so this one shows none. */
    @Test
    void aCertificateOfAnUnknownAuthorityIsNone() {
        TlsSettings stranger = new TlsSettings(foreign.certificate("node-1"), foreign.privateKey("node-1"), made.ca());
        try (Running service = start(made.settings("server"), "dfs.tls.client-auth=need")) {
            assertThatThrownBy(() -> ask(stranger, service.url() + "/caller")).hasStackTraceContaining("certificate");
        }
    }

    @Test
    void theManagementPortSpeaksTlsToThoseWithoutACertificate() throws IOException {
        try (Running service = start(
                made.settings("server"),
                "dfs.tls.client-auth=need",
                "management.server.port=0",
                "management.server.address=127.0.0.1")) {
            assertThat(ask(made.trust(), service.url("local.management.port") + "/actuator/health"))
                    .contains("UP");
        }
    }

    @Test
    void newConnectionsUseACertificateThatHasChanged() throws IOException {
        Path own = Files.createDirectories(folder.resolve("changing"));
        TestCertificates changing = TestCertificates.make(own, "server=localhost");
        try (Running service = start(changing.settings("server"))) {
            X509Certificate before = handshake(changing.trust(), service.url() + "/caller");

            changing.add("--renew", "server=localhost");

            await().atMost(ofSeconds(60))
                    .untilAsserted(() -> assertThat(handshake(changing.trust(), service.url() + "/caller"))
                            .isNotEqualTo(before));
            assertThat(service.context().getBean(ClientTls.class).material().chain())
                    .containsExactly(handshake(changing.trust(), service.url() + "/caller"));
        }
    }

    @Test
    void brokenFilesLeaveTheOldCertificateInUse() throws IOException {
        TestCertificates changing =
                TestCertificates.make(folder.resolve("breaking"), "server=localhost", "next=localhost");
        try (Running service = start(changing.settings("server"))) {
            X509Certificate before = handshake(changing.trust(), service.url() + "/caller");

            Files.copy(changing.certificate("next"), changing.certificate("server"), REPLACE_EXISTING);
            await().during(ofSeconds(5))
                    .atMost(ofSeconds(60))
                    .untilAsserted(() -> assertThat(handshake(changing.trust(), service.url() + "/caller"))
                            .isEqualTo(before));
            Files.copy(changing.privateKey("next"), changing.privateKey("server"), REPLACE_EXISTING);

            await().atMost(ofSeconds(60))
                    .untilAsserted(() -> assertThat(handshake(changing.trust(), service.url() + "/caller"))
                            .isNotEqualTo(before));
        }
    }

    @Test
    void oldVersionsOfTlsAreRefused() throws IOException {
        try (Running service = start(made.settings("server"))) {
            assertThat(service.context()
                            .getBean(SslBundles.class)
                            .getBundle("dfs")
                            .getOptions()
                            .getEnabledProtocols())
                    .containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        }
    }

    @Test
    void tellsWhenTheCertificateEnds() {
        try (Running service = start(made.settings("server"))) {
            double seconds = service.context()
                    .getBean(MeterRegistry.class)
                    .get("dfs.tls.certificate.expires")
                    .gauge()
                    .value();
            assertThat(seconds).isBetween(364 * 86_400.0, 366 * 86_400.0);
        }
    }

    @Test
    void doesNotStartWithWrongSettings() {
        assertThatThrownBy(() -> start(made.settings("expired")))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("expired at");
        assertThatThrownBy(() -> start(new TlsSettings(made.certificate("server"), null, null)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("DFS_TLS_PRIVATE_KEY is not");
        assertThatThrownBy(() -> start(TlsSettings.NONE, "server.address=0.0.0.0"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("DFS_ALLOW_PLAIN_HTTP=true");
        assertThatThrownBy(() -> start(made.settings("server"), "dfs.tls.client-auth=perhaps"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("write none, want or need");
        assertThatThrownBy(() -> start(TlsSettings.NONE, "dfs.allow-plain-http=yes"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("DFS_ALLOW_PLAIN_HTTP is 'yes': write true or false");
    }

    private static String ask(TlsSettings client, String url) throws IOException {
        try (CloseableHttpClient http = HttpClients.create(new ClientTls(client), ofSeconds(5), ofSeconds(5), 1)) {
            return http.execute(new HttpGet(url), response -> EntityUtils.toString(response.getEntity()));
        }
    }

    /** The certificate that a new connection is shown. */
    private static X509Certificate handshake(TlsSettings client, String url) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        try (CloseableHttpClient http = HttpClients.create(new ClientTls(client), ofSeconds(5), ofSeconds(5), 1)) {
            http.execute(new HttpGet(url), context, response -> EntityUtils.toString(response.getEntity()));
        }
        SSLSession session = context.getSSLSession();
        return (X509Certificate) session.getPeerCertificates()[0];
    }
}
