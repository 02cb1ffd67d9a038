package io.dfs.metadata.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.removal.UnknownChunks;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrphanRulesTest {

    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant EARLIER = OLD.minus(Duration.ofHours(1));
    private static final Instant LATER = OLD.plus(Duration.ofHours(1));

    @Test
    @DisplayName("I-4 orphans of one percent of a node's chunks are garbage when they are old; one more is an alarm")
    void onePercentIsTheMost() {
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(100, 1, null)))
                .contains(OLD);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(100, 2, null)))
                .isEmpty();
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(199, 2, null)))
                .isEmpty();
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(0, 1, null)))
                .isEmpty();
    }

    @Test
    @DisplayName("I-4 what a person accepted is what was there by then, and must be old too")
    void acceptedIsWhatWasThereByThen() {
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(100, 50, EARLIER)))
                .contains(EARLIER);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(100, 50, LATER)))
                .contains(OLD);
    }
}
