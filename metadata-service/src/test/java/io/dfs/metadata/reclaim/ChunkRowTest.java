package io.dfs.metadata.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.reclaim.ChunkRow.Finding;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkRowTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // referenced, marked, reclaimed, replicas, leaving
        "true,  false, false, true,  false, RIGHT",
        "true,  false, false, false, true,  RIGHT",
        "true,  true,  false, true,  false, NEEDED_AFTER_ALL",
        "true,  true,  true,  false, true,  NEEDED_AFTER_ALL",
        "true,  false, true,  false, true,  NEEDED_AFTER_ALL",
        "false, false, false, true,  false, UNMARKED",
        "false, true,  false, true,  false, RIGHT",
        "false, true,  false, false, false, RIGHT",
        "false, true,  true,  true,  true,  HALF_GIVEN_UP",
        "false, true,  true,  false, true,  RIGHT",
        "false, true,  true,  false, false, GONE",
    })
    @DisplayName("I-4 a chunk with an extent is needed, whatever else its row says")
    void whatIsWrongWithAChunk(
            boolean referenced, boolean marked, boolean reclaimed, boolean replicas, boolean leaving, Finding finding) {
        ChunkRow row =
                new ChunkRow(ChunkId.random(), referenced, marked ? NOW : null, reclaimed, false, replicas, leaving);

        assertThat(row.finding()).isEqualTo(finding);
    }

    @Test
    @DisplayName("I-4 only a chunk that has been without a file for long enough is garbage")
    void garbageIsOldAndUnreferenced() {
        assertThat(row(false, NOW, false).isGarbage(NOW)).isTrue();
        assertThat(row(false, NOW.plus(Duration.ofNanos(1000)), false).isGarbage(NOW))
                .isFalse();
        assertThat(row(true, NOW, false).isGarbage(NOW)).isFalse();
        assertThat(row(false, null, false).isGarbage(NOW)).isFalse();
        assertThat(row(false, NOW, true).isGarbage(NOW)).as("given up already").isFalse();
    }

    private static ChunkRow row(boolean referenced, Instant since, boolean reclaimed) {
        return new ChunkRow(ChunkId.random(), referenced, since, reclaimed, false, true, false);
    }
}
