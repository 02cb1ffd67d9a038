package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepairSettingsTest {

    @ParameterizedTest(name = "after {0} failed attempts {1} s")
    @CsvSource({"1, 5", "2, 10", "3, 20", "7, 320", "8, 600", "9, 600", "1000000, 600"})
    @DisplayName("I-9 the pause between attempts doubles up to a limit")
    void waitsLongerAfterEachFailure(int attempts, long seconds) {
        assertThat(settings(2, 5, 600).delayAfter(attempts)).hasSeconds(seconds);
    }

    @Test
    void refusesWhatWouldStopOrFloodRepair() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(0, 5, 600))
                .withMessageContaining("max-copies-per-source < 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(2, 0, 600))
                .withMessageContaining("retry-delay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(2, 5, 4))
                .withMessageContaining("max-retry-delay 4000 ms < retry-delay 5000 ms");
    }

    private static RepairSettings settings(int copies, long retrySeconds, long maxRetrySeconds) {
        return new RepairSettings(
                1000,
                100,
                Duration.ofMinutes(5),
                copies,
                copies,
                Duration.ofSeconds(retrySeconds),
                Duration.ofSeconds(maxRetrySeconds),
                Duration.ofSeconds(15));
    }
}
