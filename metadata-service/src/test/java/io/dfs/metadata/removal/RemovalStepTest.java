package io.dfs.metadata.removal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.api.RemovalState;
import io.dfs.metadata.removal.RemovalStep.Close;
import io.dfs.metadata.removal.RemovalStep.Ignore;
import io.dfs.metadata.removal.RemovalStep.Move;
import io.dfs.metadata.removal.RemovalStep.Retry;
import io.dfs.metadata.removal.RemovalStep.TakeBack;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RemovalStepTest {

    @ParameterizedTest
    @CsvSource({
        "REQUESTED,   QUARANTINED, to QUARANTINED",
        "REQUESTED,   ABSENT,      closed ABSENT",
        "REQUESTED,   FAILED,      again",
        "REQUESTED,   RESTORED,    nothing",
        "REQUESTED,   UNLINKED,    nothing",
        "QUARANTINED, QUARANTINED, nothing",
        "QUARANTINED, ABSENT,      nothing",
        "QUARANTINED, FAILED,      nothing",
        "QUARANTINED, RESTORED,    back",
        "QUARANTINED, UNLINKED,    closed UNLINKED",
        "UNLINKING,   QUARANTINED, nothing",
        "UNLINKING,   UNLINKED,    closed UNLINKED",
        "UNLINKING,   ABSENT,      closed ABSENT",
        "UNLINKING,   FAILED,      again",
        "UNLINKING,   RESTORED,    back",
        "RESTORING,   QUARANTINED, nothing",
        "RESTORING,   RESTORED,    back",
        "RESTORING,   UNLINKED,    closed UNLINKED",
        "RESTORING,   ABSENT,      closed ABSENT",
        "RESTORING,   FAILED,      again",
    })
    @DisplayName("I-4 every outcome in every state has one meaning")
    void everyOutcomeHasOneMeaning(RemovalState state, Outcome outcome, String meaning) {
        assertThat(inWords(RemovalStep.after(state, outcome))).isEqualTo(meaning);
    }

    @Test
    @DisplayName("I-4 a file is never unlinked by what a node says: only what is due, and proven again, leads there")
    void noOutcomeLeadsToAnUnlink() {
        for (RemovalState state : RemovalState.values()) {
            for (Outcome outcome : Outcome.values()) {
                assertThat(RemovalStep.after(state, outcome))
                        .isNotEqualTo(new Move(RemovalState.UNLINKING, LedgerEntry.Step.UNLINKING));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    @DisplayName("I-8 an outcome told twice in a row moves a removal once")
    void anOutcomeToldTwiceMovesOnce(Outcome outcome) {
        for (RemovalState state : RemovalState.values()) {
            if (RemovalStep.after(state, outcome) instanceof Move(RemovalState to, var _)) {
                assertThat(RemovalStep.after(to, outcome)).isEqualTo(new Ignore());
                assertThat(Set.of(RemovalState.QUARANTINED)).contains(to);
            }
        }
    }

    @Test
    void theSameCommandComesAgainAfterGrowingPauses() {
        assertThat(Stream.of(0, 10, 30, 60, 600, 3_600, 100_000)
                        .map(Duration::ofSeconds)
                        .map(RemovalStep.Retry::pause)
                        .map(Duration::toSeconds))
                .containsExactly(30L, 30L, 30L, 60L, 600L, 3_600L, 3_600L);
    }

    private static String inWords(RemovalStep step) {
        return switch (step) {
            case Move move -> "to " + move.to();
            case Close close -> "closed " + close.written();
            case TakeBack() -> "back";
            case Retry() -> "again";
            case Ignore() -> "nothing";
        };
    }
}
