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
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(400, 4, null)))
                .contains(OLD);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(400, 5, null)))
                .isEmpty();
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(499, 5, null)))
                .isEmpty();
    }

    @Test
    @DisplayName("I-4 three orphans are few on the smallest node")
    void threeAreAlwaysFew() {
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(3, 3, null)))
                .contains(OLD);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(4, 4, null)))
                .isEmpty();
    }

    @Test
    @DisplayName("I-4 what the database may have forgotten is garbage only when it was accepted since it was seen")
    void heldChunksAreGarbageOnceAccepted() {
        assertThat(new UnknownChunks(100_000, 1, null).areGarbage(OLD, true)).isFalse();
        assertThat(new UnknownChunks(100_000, 1, EARLIER).areGarbage(OLD, true)).isFalse();
        assertThat(new UnknownChunks(100_000, 1, LATER).areGarbage(OLD, true)).isTrue();
        assertThat(new UnknownChunks(100_000, 1, null).areGarbage(OLD, false)).isTrue();
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
