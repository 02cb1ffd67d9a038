package io.dfs.metadata.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.metadata.support.DefaultLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class LimitsTest {

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(DefaultLimits.get())
                .isEqualTo(new Limits(
                        DataSize.ofMegabytes(64),
                        DataSize.ofMegabytes(1),
                        DataSize.ofGigabytes(1),
                        3,
                        16,
                        2,
                        10_000,
                        1_000,
                        50_000,
                        256,
                        256,
                        1_000,
                        100,
                        DataSize.ofMegabytes(32),
                        DataSize.ofMegabytes(64),
                        DataSize.ofKilobytes(16),
                        Duration.ofDays(7),
                        Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "min-chunk-size=0",
                "min-chunk-size=128MB",
                "max-chunk-size=1MB",
                "default-replication-factor=0",
                "default-replication-factor=17",
                "min-replicas=0",
                "max-extents-per-file=0",
                "max-files-per-commit=0",
                "max-receipts-per-commit=0",
                "max-tickets-per-allocation=-1",
                "max-extents-per-answer=0",
                "max-page=0",
                "max-request-body=128MB",
                "max-request-body=0",
                "ticket-lifetime=0s",
                "trash-retention=-1d"
            })
    void limitsThatContradictThemselvesAreRefused(String setting) {
        assertThatThrownBy(() -> DefaultLimits.with(setting))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dfs.limits");
    }
}
