package io.dfs.service.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TestCertificates;
import io.dfs.service.EdgeApplication;
import io.dfs.service.RawConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A handshake is one more thing that a caller can begin and not end. */
class ConnectionGuardOverTlsTest {

    /** The head of a TLS record that announces 512 bytes of a ClientHello. */
    private static final String RECORD_HEAD = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";

    private static final String GET = "GET /from HTTP/1.1\nHost: x\nConnection: close\n\n";

    private static ConfigurableApplicationContext impatient;
    private static ConfigurableApplicationContext crowded;
    private static SocketFactory tls;

    @BeforeAll
    static void start(@TempDir Path folder) {
        TestCertificates certificates = TestCertificates.make(folder, "server=localhost,127.0.0.1");
        String[] files = {
            "--server.tomcat.connection-timeout=60s",
            "--dfs.tls.certificate=" + certificates.certificate("server"),
            "--dfs.tls.private-key=" + certificates.privateKey("server")
        };
        impatient = EdgeApplication.start(and(files, "--dfs.connections.head-limit=1s"));
        crowded = EdgeApplication.start(and(
                files,
                "--server.tomcat.max-connections=16",
                "--server.tomcat.threads.max=8",
                "--dfs.connections.caller-share=100",
                "--dfs.connections.head-limit=60s"));
        tls = new ClientTls(certificates.trust()).context().getSocketFactory();
    }

    private static String[] and(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        impatient.close();
        crowded.close();
    }

    @Test
    void servesWhoSpeaksTls() {
        try (RawConnection good = overTls(impatient).say(GET)) {
            assertThat(good.readAll()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void endsAConnectionThatBeginsNoHandshake() {
        try (RawConnection silent = plain(impatient)) {
            assertThat(silent.readAll()).isEmpty();
        }
    }

    @Test
    void endsAHandshakeThatComesByteByByte() {
        try (RawConnection slow = plain(impatient).say(RECORD_HEAD)) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> !slow.takes("a"));
        }
    }

    @Test
    void endsAHeadThatComesByteByByte() {
        try (RawConnection slow = overTls(impatient).say("GET /from HTTP/1.1\nHost: x\nX-Slow: ")) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> !slow.takes("a"));
        }
    }

    @Test
    void whoeverComesLastFindsAPlaceAmongHandshakesThatDoNotEnd() {
        List<RawConnection> unfinished = Stream.generate(() -> plain(crowded).say(RECORD_HEAD))
                .limit(100)
                .toList();

        assertThat(overTls(crowded).say(GET).readAll()).startsWith("HTTP/1.1 200");

        assertThat(crowded.getBean(ConnectionFigures.class).forRoom().get()).isGreaterThan(80);
        unfinished.forEach(RawConnection::close);
    }

    private static RawConnection plain(ConfigurableApplicationContext service) {
        return new RawConnection(EdgeApplication.port(service));
    }

    private static RawConnection overTls(ConfigurableApplicationContext service) {
        return new RawConnection(tls, EdgeApplication.port(service));
    }
}
