package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkReportNeedTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ChunkReportSettings SETTINGS =
            new ChunkReportSettings(Duration.ofHours(6), Duration.ofMinutes(1));

    @ParameterizedTest(
            name = "reported {0} s ago, asked {1} s ago, came back {2} s ago, wanted from all {3} s ago: {4}")
    @CsvSource({
        ",,,, true",
        ", 10,,, false",
        ", 60,,, false",
        ", 61,,, true",
        "100,,,, false",
        "100, 200, 150, 150, false",
        "100,, 50,, true",
        "100, 30, 50,, false",
        "100, 500,, 50, true",
        "21600,,,, false",
        "21601,,,, true",
        "21601, 5,,, false",
        "-30000,,,, true",
        "100, -7200, 50,, true",
    })
    void asksAfterEveryReasonAndNotTooOften(
            @Nullable Long reported,
            @Nullable Long asked,
            @Nullable Long returned,
            @Nullable Long wanted,
            boolean expected) {
        ChunkReportNeed need = new ChunkReportNeed(ago(reported), ago(asked), ago(returned), ago(wanted));

        assertThat(need.isToBeAsked(NOW, SETTINGS)).isEqualTo(expected);
    }

    private static @Nullable Instant ago(@Nullable Long seconds) {
        return seconds == null ? null : NOW.minusSeconds(seconds);
    }
}
