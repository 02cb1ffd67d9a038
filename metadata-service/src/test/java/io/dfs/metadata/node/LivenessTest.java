package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dfs.common.api.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivenessTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Liveness liveness =
            new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60));

    @ParameterizedTest(name = "silent for {0} ms, listening for {1} s: {2}")
    @CsvSource({
        "0, 3600, HEALTHY",
        "10000, 3600, HEALTHY",
        "10001, 3600, STALE",
        "60000, 3600, STALE",
        "60001, 3600, DEAD",
        "86400000, 3600, DEAD",
        "86400000, 61, DEAD",
        "86400000, 60, STALE",
        "86400000, 0, STALE",
        "5000, 0, HEALTHY",
    })
    void derivesHealthFromSilence(long silenceMillis, long listenedSeconds, NodeHealth expected) {
        assertThat(liveness.health(NOW.minusMillis(silenceMillis), NOW, NOW.minusSeconds(listenedSeconds)))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "last heard of {0} ms in the future: {1}")
    @CsvSource({"1, HEALTHY", "10000, HEALTHY", "10001, STALE", "86400000, STALE"})
    @DisplayName("a clock set back makes nobody dead, and nobody healthy for longer than stale-after")
    void survivesAClockThatJumpsBackwards(long futureMillis, NodeHealth expected) {
        assertThat(liveness.health(NOW.plusMillis(futureMillis), NOW, NOW.minusSeconds(3600)))
                .isEqualTo(expected);
    }

    @Test
    void callsNobodyDeadWhenTheServiceSeemsToListenFromTheFuture() {
        assertThat(liveness.health(NOW.minusSeconds(3600), NOW, NOW.plusSeconds(5)))
                .isEqualTo(NodeHealth.STALE);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 60", "-1, 10, 60", "10, 10, 60", "3, 60, 60", "3, 61, 60"})
    void refusesTimesThatDoNotAscend(long interval, long stale, long dead) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Liveness(Duration.ofSeconds(interval), Duration.ofSeconds(stale), Duration.ofSeconds(dead)))
                .withMessageContaining("heartbeat-interval < stale-after < dead-after");
    }
}
