package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RepairSettingsTest {

    @Test
    void refusesNumbersBelowOne() {
        assertThatThrownBy(() -> new RepairSettings(Duration.ofSeconds(1), 0, 1, 1, 1))
                .hasMessage("dfs.repair.parallel-copies must be at least 1: 0");
        assertThatThrownBy(() -> new RepairSettings(Duration.ofSeconds(1), 1, 0, 1, 1))
                .hasMessageContaining("scan-page-size");
        assertThatThrownBy(() -> new RepairSettings(Duration.ofSeconds(1), 1, 1, 0, 1))
                .hasMessageContaining("scan-pages-per-round");
        assertThatThrownBy(() -> new RepairSettings(Duration.ofSeconds(1), 1, 1, 1, -1))
                .hasMessageContaining("copies-per-round");
    }

    @Test
    void refusesAnIntervalOfNothing() {
        assertThatThrownBy(() -> new RepairSettings(Duration.ZERO, 1, 1, 1, 1)).hasMessageContaining("interval");
    }
}
