package io.dfs.service.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.service.EdgeApplication;
import io.dfs.service.RawConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** One address wants everything: 127.0.0.2. Another one, 127.0.0.1, wants one answer. */
class CallerShareTest {

    private static final String GREEDY = "127.0.0.2";
    private static final String GET = "GET /from HTTP/1.1\nHost: x\nConnection: close\n\n";
    private static final String WORK = "GET /work HTTP/1.1\nHost: x\nConnection: close\n\n";
    private static final String UPLOAD = "POST /take HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 6\n\nabc";

    private static ConfigurableApplicationContext service;

    private final List<RawConnection> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        service = start("--server.tomcat.max-connections=16", "--server.tomcat.threads.max=8");
    }

    private static ConfigurableApplicationContext start(String... settings) {
        return EdgeApplication.start(Stream.concat(
                        Stream.of(
                                "--server.tomcat.connection-timeout=60s",
                                "--dfs.connections.head-limit=60s",
                                "--dfs.connections.body-rate-window=60s"),
                        Stream.of(settings))
                .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void close() {
        EdgeApplication.WORK.release(100);
        await().until(() -> EdgeApplication.WORK.getQueueLength() == 0);
        opened.forEach(RawConnection::close);
        EdgeApplication.WORK.drainPermits();
    }

    @Test
    @DisplayName("I-9 one address that holds connections with requests under way leaves a quarter of them to others")
    void oneAddressLeavesConnectionsToOthers() {
        try (ConfigurableApplicationContext roomy =
                start("--server.tomcat.max-connections=16", "--server.tomcat.threads.max=50")) {
            for (int i = 1; i <= 12; i++) {
                int busy = i;
                open(roomy, GREEDY).say(WORK);
                await().until(() -> EdgeApplication.WORK.getQueueLength() == busy);
            }
            for (int i = 0; i < 4; i++) {
                open(roomy, GREEDY).takes(WORK);
            }

            assertThat(ask(roomy, "127.0.0.1", GET)).startsWith("HTTP/1.1 200");
            assertThat(closed(roomy, "address")).isEqualTo(4);
            EdgeApplication.WORK.release(100);
        }
    }

    @Test
    @DisplayName(
            "I-9 one address that keeps threads busy leaves a quarter of them to others, and hears why it must wait")
    void oneAddressLeavesThreadsToOthers() {
        for (int i = 0; i < 6; i++) {
            open(service, GREEDY).say(WORK);
        }
        await().until(() -> EdgeApplication.WORK.getQueueLength() == 6);

        assertThat(ask(service, GREEDY, GET))
                .startsWith("HTTP/1.1 503")
                .contains("OVERLOADED: 127.0.0.2 has 6 requests under way, the most for one caller");
        assertThat(ask(service, "127.0.0.1", GET)).startsWith("HTTP/1.1 200");
        assertThat(refused(service)).isPositive();
    }

    @Test
    void anAddressIsAnsweredAgainWhenItsRequestsAreDone() {
        for (int i = 0; i < 6; i++) {
            open(service, GREEDY).say(WORK);
        }
        await().until(() -> EdgeApplication.WORK.getQueueLength() == 6);

        EdgeApplication.WORK.release(1);

        await().until(() -> ask(service, GREEDY, GET).startsWith("HTTP/1.1 200"));
    }

    @Test
    void slowBodiesOfAnAddressAtItsShareAreEndedForItsNeighbours() {
        for (int i = 0; i < 6; i++) {
            open(service, GREEDY).say(UPLOAD);
        }

        await().until(() -> ask(service, GREEDY, GET).startsWith("HTTP/1.1 200"));
    }

    @Test
    void connectionsOfATrustedProxyAreNotItsOwn() {
        try (ConfigurableApplicationContext behind = start(
                "--server.tomcat.max-connections=16",
                "--server.tomcat.threads.max=50",
                "--dfs.trusted-proxies=" + GREEDY)) {
            for (int i = 1; i <= 13; i++) {
                int busy = i;
                open(behind, GREEDY).say(WORK.replace("\n\n", "\nX-Forwarded-For: 192.0.2." + i + "\n\n"));
                await().until(() -> EdgeApplication.WORK.getQueueLength() == busy);
            }

            assertThat(ask(behind, GREEDY, GET.replace("\n\n", "\nX-Forwarded-For: 192.0.2.1\n\n")))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("192.0.2.1");
            assertThat(closed(behind, "address")).isZero();
            EdgeApplication.WORK.release(100);
        }
    }

    @Test
    @DisplayName(
            "I-9 an address that connects again and again is not taken in faster than a service can bear, and others are")
    void anAddressThatReconnectsEndlesslyIsTurnedAway() {
        try (ConfigurableApplicationContext strict = start("--dfs.connections.new-per-address=5")) {
            long answered = Stream.generate(() -> connects(strict))
                    .limit(30)
                    .filter(Boolean::booleanValue)
                    .count();

            assertThat(answered).isBetween(10L, 29L);
            assertThat(closed(strict, "address_rate")).isEqualTo(30 - answered);
            assertThat(ask(strict, "127.0.0.1", GET)).startsWith("HTTP/1.1 200");
        }
    }

    /** Whether a connection of the greedy address got an answer. */
    private static boolean connects(ConfigurableApplicationContext to) {
        try (RawConnection connection = new RawConnection(GREEDY, EdgeApplication.port(to))) {
            return connection.takes(GET) && connection.readAll().startsWith("HTTP/1.1 200");
        }
    }

    private RawConnection open(ConfigurableApplicationContext to, String from) {
        RawConnection connection = new RawConnection(from, EdgeApplication.port(to));
        opened.add(connection);
        return connection;
    }

    private static String ask(ConfigurableApplicationContext to, String from, String request) {
        try (RawConnection connection = new RawConnection(from, EdgeApplication.port(to))) {
            return connection.say(request).readAll();
        }
    }

    private static double closed(ConfigurableApplicationContext of, String reason) {
        return of.getBean(MeterRegistry.class)
                .get("dfs.connections.closed")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private static double refused(ConfigurableApplicationContext of) {
        return of.getBean(MeterRegistry.class)
                .get("dfs.requests.refused")
                .tag("reason", "address")
                .counter()
                .count();
    }
}
