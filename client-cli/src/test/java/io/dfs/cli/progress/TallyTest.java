package io.dfs.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

    private static final long MIB = 1 << 20;

    @Test
    void countsWhatAnEarlierRunDidAsDoneButNotAsSpeed() {
        Tally tally = new Tally(100 * MIB, 20 * MIB, 30 * MIB);

        assertThat(tally.describe(Duration.ofSeconds(10))).isEqualTo("50 MiB of 100 MiB (50 %), 2 MiB/s, 25 s left");
    }

    @Test
    void saysNothingOfSpeedBeforeThereIsAny() {
        assertThat(new Tally(100 * MIB, 0, 30 * MIB).describe(Duration.ofSeconds(10)))
                .isEqualTo("30 MiB of 100 MiB (30 %)");
        assertThat(Tally.ZERO.describe(Duration.ZERO)).isEqualTo("0 B of 0 B");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "1449, 1.4 s", "59999, 59 s", "200000, 3 min 20 s", "7500000, 2 h 5 min"})
    void writesDurationsForPeople(long millis, String expected) {
        assertThat(Tally.duration(Duration.ofMillis(millis))).isEqualTo(expected);
    }
}
