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
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(400, 4, null, null)))
                .contains(OLD);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(400, 5, null, null)))
                .isEmpty();
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(499, 5, null, null)))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "I-4 three orphans are few on the smallest node, but not in a restored database before a person has looked")
    void threeAreAlwaysFew() {
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(3, 3, null, null)))
                .contains(OLD);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(4, 4, null, null)))
                .isEmpty();
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(3, 1, null, EARLIER)))
                .isEmpty();
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(3, 1, EARLIER, LATER)))
                .as("accepted before the restore")
                .contains(EARLIER);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(3, 1, LATER, EARLIER)))
                .contains(OLD);
    }

    @Test
    @DisplayName("I-4 what a person accepted is what was there by then, and must be old too")
    void acceptedIsWhatWasThereByThen() {
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(100, 50, EARLIER, null)))
                .contains(EARLIER);
        assertThat(OrphanRules.garbageBefore(OLD, new UnknownChunks(100, 50, LATER, null)))
                .contains(OLD);
    }
}
