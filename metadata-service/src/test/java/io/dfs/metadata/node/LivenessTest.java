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
            new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10));

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
        assertThat(liveness.health(
                        NOW.minusMillis(silenceMillis), Absence.NONE, NOW, NOW.minusSeconds(listenedSeconds)))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "last heard of {0} ms in the future: {1}")
    @CsvSource({"1, HEALTHY", "10000, HEALTHY", "10001, STALE", "86400000, STALE"})
    @DisplayName("a clock set back makes no one dead, and no one healthy for longer than stale-after")
    void survivesAClockThatJumpsBackwards(long futureMillis, NodeHealth expected) {
        assertThat(liveness.health(NOW.plusMillis(futureMillis), Absence.NONE, NOW, NOW.minusSeconds(3600)))
                .isEqualTo(expected);
    }

    @Test
    void callsNobodyDeadWhenTheServiceSeemsToListenFromTheFuture() {
        assertThat(liveness.health(NOW.minusSeconds(3600), Absence.NONE, NOW, NOW.plusSeconds(5)))
                .isEqualTo(NodeHealth.STALE);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 60", "-1, 10, 60", "10, 10, 60", "3, 60, 60", "3, 61, 60"})
    void refusesTimesThatDoNotAscend(long interval, long stale, long dead) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Liveness(
                        Duration.ofSeconds(interval),
                        Duration.ofSeconds(stale),
                        Duration.ofSeconds(dead),
                        Duration.ZERO))
                .withMessageContaining("heartbeat-interval < stale-after < dead-after");
    }

    @Test
    void refusesAnAwayGraceBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Liveness(
                        Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(-1)))
                .withMessageContaining("away-grace");
    }

    @ParameterizedTest(name = "silent for {0} s, away for {1} s more: {2}")
    @CsvSource({"0, 600, STALE", "5, 1, STALE", "3600, 1, STALE", "3600, 0, DEAD", "30, -1, STALE", "0, -1, HEALTHY"})
    @DisplayName("a node that said that it stops gets no new chunks at once, and is not dead before its time is over")
    void aNodeThatSaidThatItStopsIsStale(long silentSeconds, long awaySeconds, NodeHealth expected) {
        Absence absence = new Absence(NOW.plusSeconds(awaySeconds), false, null);

        assertThat(liveness.health(NOW.minusSeconds(silentSeconds), absence, NOW, NOW.minusSeconds(36_000)))
                .isEqualTo(expected);
    }

    @Test
    void aNodeInMaintenanceIsNeverDeadUntilThatEnds() {
        assertThat(inMaintenanceUntil(null)).isEqualTo(NodeHealth.STALE);
        assertThat(inMaintenanceUntil(NOW.plusSeconds(1))).isEqualTo(NodeHealth.STALE);
        assertThat(inMaintenanceUntil(NOW)).isEqualTo(NodeHealth.DEAD);
        assertThat(liveness.health(NOW, new Absence(null, true, null), NOW, NOW.minusSeconds(3600)))
                .as("one that still runs")
                .isEqualTo(NodeHealth.HEALTHY);
    }

    private NodeHealth inMaintenanceUntil(Instant end) {
        return liveness.health(NOW.minusSeconds(3600), new Absence(null, true, end), NOW, NOW.minusSeconds(7200));
    }

    @Test
    void aNodeIsDeadFromTheEndOfItsSilenceOrItsExcuse() {
        Instant bySilence = NOW.plusSeconds(60);

        assertThat(liveness.deadFrom(NOW, Absence.NONE)).isEqualTo(bySilence);
        assertThat(liveness.deadFrom(NOW, new Absence(NOW.plusSeconds(5), false, null)))
                .isEqualTo(bySilence);
        assertThat(liveness.deadFrom(NOW, new Absence(NOW.plusSeconds(600), true, NOW.plusSeconds(500))))
                .isEqualTo(NOW.plusSeconds(600));
        assertThat(liveness.deadFrom(NOW, new Absence(null, true, null))).isEqualTo(Instant.MAX);
    }
}
