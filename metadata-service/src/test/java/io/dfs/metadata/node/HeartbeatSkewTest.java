package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeartbeatSkewTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void isTheNodesClockMinusOurs() {
        assertThat(Heartbeats.skewMillis(NOW.plusMillis(1500), NOW)).isEqualTo(1500);
        assertThat(Heartbeats.skewMillis(NOW.minusMillis(1500), NOW)).isEqualTo(-1500);
    }

    @Test
    void staysWithinBoundsWhateverTheNodeClaims() {
        long most = Duration.ofDays(365_000).toMillis();

        assertThat(Heartbeats.skewMillis(Instant.MAX, NOW)).isEqualTo(most);
        assertThat(Heartbeats.skewMillis(Instant.MIN, NOW)).isEqualTo(-most);
    }
}
