package io.dfs.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class AuditSettingsTest {

    private static AuditSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("dfs.audit", AuditSettings.class);
    }

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new AuditSettings(
                        "./data/audit",
                        DataSize.ofMegabytes(64),
                        Duration.ofDays(90),
                        DataSize.ofGigabytes(2),
                        false,
                        60));
    }

    @Test
    void refusesWhatCanNotBeMeant() {
        for (Map<String, String> bad : List.of(
            Map.of("dfs.audit.max-file-size", "1B"),
            Map.of("dfs.audit.keep", "1h"),
            Map.of("dfs.audit.total", "1MB"),
            Map.of("dfs.audit.refusals", "0")
        )) {
            assertThatThrownBy(() -> bind(bad)).rootCause().hasMessageContaining("dfs.audit.");
        }
    }
}
