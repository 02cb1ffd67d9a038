package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class RepairSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "0,1,1,1,1,dfs.repair.parallel-copies must be at least 1: 0",
        "1,0,1,1,1,dfs.repair.scan-page-size must be at least 1: 0",
        "1,1,0,1,1,dfs.repair.scan-pages-per-round must be at least 1: 0",
        "1,1,1,0,1,dfs.repair.focus-pages-per-round must be at least 1: 0",
        "1,1,1,1,-1,dfs.repair.copies-per-round must be at least 1: -1"
    })
    void refusesNumbersBelowOne(int copies, int page, int pages, int focusPages, int perRound, String message) {
        assertThatThrownBy(() -> settings(Duration.ofSeconds(1), copies, 400, page, pages, focusPages, perRound))
                .hasMessage(message);
    }

    @Test
    void refusesAnIntervalOfNothing() {
        assertThatThrownBy(() -> settings(Duration.ZERO, 1, 400, 1, 1, 1, 1)).hasMessageContaining("interval");
    }

    @Test
    void refusesABandwidthWithWhichALargeChunkWouldWaitForMinutes() {
        assertThatThrownBy(() -> settings(Duration.ofSeconds(1), 1, 9, 1, 1, 1, 1))
                .hasMessageContaining("max-bandwidth must be at least 10MB");
    }

    private static RepairSettings settings(
            Duration interval, int copies, long megabytes, int page, int pages, int focusPages, int perRound) {
        return new RepairSettings(
                interval,
                copies,
                DataSize.ofMegabytes(megabytes),
                page,
                pages,
                focusPages,
                perRound,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
    }
}
