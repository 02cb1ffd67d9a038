package io.dfs.service.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.service.EdgeApplication;
import io.dfs.service.RawConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The web server's own timeouts are long here: what ends a connection is the guard. */
class ConnectionGuardTest {

    private static final String GET = "GET /from HTTP/1.1\nHost: x\nConnection: close\n\n";

    private static ConfigurableApplicationContext impatient;
    private static ConfigurableApplicationContext crowded;

    @BeforeAll
    static void start() {
        impatient = EdgeApplication.start(
                "--server.tomcat.connection-timeout=60s",
                "--dfs.connections.head-limit=1s",
                "--dfs.connections.body-rate-window=2s");
        crowded = EdgeApplication.start(
                "--server.tomcat.connection-timeout=60s",
                "--server.tomcat.max-connections=16",
                "--server.tomcat.threads.max=8",
                "--dfs.connections.caller-share=100",
                "--dfs.connections.head-limit=60s",
                "--dfs.connections.body-rate-window=60s");
    }

    @AfterAll
    static void stop() {
        impatient.close();
        crowded.close();
    }

    @Test
    void endsAHeadThatComesByteByByte() {
        try (RawConnection slow = open(impatient).say("GET /from HTTP/1.1\nHost: x\nX-Slow: ")) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> !slow.takes("a"));
        }
        assertThat(figures(impatient).lateHeads().get()).isPositive();
    }

    @Test
    void endsAConnectionThatSaysNothing() {
        try (RawConnection silent = open(impatient)) {
            assertThat(silent.readAll()).isEmpty();
        }
    }

    @Test
    void keepsAConnectionThatRestsBetweenTwoRequests() {
        try (RawConnection resting = open(impatient).say("GET /from HTTP/1.1\nHost: x\n\n");
                RawConnection silent = open(impatient)) {
            assertThat(resting.readUntil("127.0.0.1")).contains("200");
            silent.readAll(); // by then the limit for heads is over

            assertThat(resting.say(GET).readAll()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void endsABodyThatTrickles() {
        try (RawConnection trickling =
                open(impatient).say("POST /take HTTP/1.1\nHost: x\nContent-Length: 1000000\n\n")) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> !trickling.takes("a"));
        }
        assertThat(figures(impatient).slowBodies().get()).isPositive();
    }

    @Test
    void takesABodyThatIsSlowAndFastEnough() {
        try (RawConnection honest = open(impatient)
                        .say("POST /take HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 100000\n\n");
                RawConnection trickling =
                        open(impatient).say("POST /take HTTP/1.1\nHost: x\nContent-Length: 1000000\n\n")) {
            for (int sent = 0; sent < 100_000; sent += 1_000) {
                honest.say("a".repeat(1_000));
                await().pollDelay(Duration.ofMillis(30)).until(() -> true);
            }

            assertThat(honest.readAll()).startsWith("HTTP/1.1 200").endsWith("100000");
            assertThat(trickling.readAll()).doesNotContain("200");
        }
    }

    @Test
    void doesNotReadOnWhenARefusedBodyTrickles() {
        try (RawConnection trickling =
                open(impatient).say("POST /refuse HTTP/1.1\nHost: x\nContent-Length: 60000\n\n")) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> !trickling.takes("a"));
        }
    }

    @Test
    @DisplayName("I-9 the last to come finds a place: those that wait longest without a request make it")
    void makesRoomForNewcomers() {
        List<RawConnection> silent =
                Stream.generate(() -> open(crowded)).limit(100).toList();

        assertThat(open(crowded).say(GET).readAll()).startsWith("HTTP/1.1 200");

        assertThat(figures(crowded).forRoom().get()).isGreaterThan(80);
        silent.forEach(RawConnection::close);
    }

    @Test
    void aRequestUnderWayIsNotClosedForRoom() {
        try (RawConnection busy =
                open(crowded).say("POST /take HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 6\n\nabc")) {
            List<RawConnection> silent =
                    Stream.generate(() -> open(crowded)).limit(50).toList();

            assertThat(busy.say("def").readAll()).startsWith("HTTP/1.1 200").endsWith("6");
            silent.forEach(RawConnection::close);
        }
    }

    @Test
    void threadsThatWaitForSlowBodiesAreCalledBackWhenTheyRunOut() {
        List<RawConnection> trickling = IntStream.range(0, 12)
                .mapToObj(_ -> open(crowded).say("POST /take HTTP/1.1\nHost: x\nContent-Length: 1000000\n\na"))
                .toList();

        assertThat(open(crowded).say(GET).readAll()).startsWith("HTTP/1.1 200");
        trickling.forEach(RawConnection::close);
    }

    @Test
    void endsAnAnswerThatIsReadByteByByte() {
        try (RawConnection slow = open(impatient).say("GET /large HTTP/1.1\nHost: x\n\n")) {
            await().until(() -> figures(impatient).slowReaders().get() > 0);

            assertThat(slow.readAll()).hasSizeLessThan(32 << 20);
        }
    }

    @Test
    @DisplayName("I-9 threads that wait for slow readers are called back when they run out")
    void threadsThatWaitForSlowReadersAreCalledBackWhenTheyRunOut() {
        List<RawConnection> slow = IntStream.range(0, 12)
                .mapToObj(_ -> open(crowded).say("GET /large HTTP/1.1\nHost: x\n\n"))
                .toList();

        assertThat(open(crowded).say(GET).readAll()).startsWith("HTTP/1.1 200");
        slow.forEach(RawConnection::close);
    }

    @Test
    void aServiceWithoutTheGuardAnswersToo() {
        try (ConfigurableApplicationContext bare = EdgeApplication.start("--dfs.connections.guard=false")) {
            assertThat(open(bare).say(GET).readAll()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void theRestOfAnAnsweredBodyIsNotWaitedForWhenThreadsRunOut() {
        List<RawConnection> refused = new ArrayList<>();

        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            refused.add(open(crowded).say("POST /refuse HTTP/1.1\nHost: x\nContent-Length: 60000\n\na"));
            return figures(crowded).unreadBodies().get() > 0;
        });

        assertThat(refused)
                .allSatisfy(connection -> assertThat(connection.readUntil("no")).startsWith("HTTP/1.1 200"));
        refused.forEach(RawConnection::close);
    }

    private static RawConnection open(ConfigurableApplicationContext service) {
        return new RawConnection(EdgeApplication.port(service));
    }

    private static ConnectionFigures figures(ConfigurableApplicationContext service) {
        return service.getBean(ConnectionFigures.class);
    }
}
