package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CopyPaceTest {

    private static final long MIB = 1 << 20;

    private final CopyPace pace = new CopyPace(Duration.ofSeconds(3));

    private void took(int times, long lengthBytes, Duration duration) {
        for (int i = 0; i < times; i++) {
            pace.took(lengthBytes, duration);
        }
    }

    @Test
    void aFewCopiesSayNothing() {
        took(CopyPace.MIN_SAMPLES - 1, MIB, Duration.ofMillis(10));

        assertThat(pace.limit(MIB)).isEmpty();
    }

    @Test
    void aCopyMayTakeFourTimesAsLongAsOthersOfItsSizeAndNeverLessThanTheFloor() {
        took(CopyPace.MIN_SAMPLES, 64 * MIB, Duration.ofSeconds(64));

        assertThat(pace.limit(256 * MIB)).contains(Duration.ofSeconds(1024));
        assertThat(pace.limit(1)).contains(Duration.ofSeconds(4));
        took(100, MIB, Duration.ofMillis(10));
        assertThat(pace.limit(1)).contains(Duration.ofSeconds(3));
    }

    @Test
    void whenAllCopiesGetSlowTheyAreGivenMoreTime() {
        took(CopyPace.MIN_SAMPLES, MIB, Duration.ofSeconds(1));
        for (int givenUp = 0; givenUp < 100; givenUp++) {
            took(1, MIB, pace.limit(MIB).orElseThrow());
        }

        assertThat(pace.limit(MIB).orElseThrow()).isGreaterThan(Duration.ofMinutes(1));
    }
}
