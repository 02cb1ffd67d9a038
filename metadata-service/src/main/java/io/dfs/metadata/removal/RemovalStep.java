package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.api.RemovalState;
import java.time.Duration;

/**
 * What becomes of a removal when its node tells an outcome. Pure. Outcomes come again when an answer was lost, and late when a
 * message was; one that does not fit the state changes nothing, because the command comes again and is answered again.
 */
sealed interface RemovalStep {

    /** It continues. */
    record Move(RemovalState to, LedgerEntry.Step written) implements RemovalStep {}

    /** It is over: the file is gone. */
    record Close(LedgerEntry.Step written) implements RemovalStep {}

    /** It is over: the file is back in service. */
    record TakeBack() implements RemovalStep {}

    /** The same command again, after a pause. */
    record Retry() implements RemovalStep {

        private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(30);
        private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

        /** As long as it has been wanted so far, within bounds: so the pauses double. */
        static Duration pause(Duration wantedFor) {
            if (wantedFor.compareTo(SHORTEST_PAUSE) < 0) {
                return SHORTEST_PAUSE;
            }
            return wantedFor.compareTo(LONGEST_PAUSE) < 0 ? wantedFor : LONGEST_PAUSE;
        }
    }

    record Ignore() implements RemovalStep {}

    static RemovalStep after(RemovalState state, Outcome outcome) {
        return switch (state) {
            case REQUESTED -> afterRequested(outcome);
            case QUARANTINED -> afterQuarantined(outcome);
            case UNLINKING -> afterUnlinking(outcome);
            case RESTORING -> afterRestoring(outcome);
        };
    }

    private static RemovalStep afterRequested(Outcome outcome) {
        return switch (outcome) {
            case QUARANTINED -> new Move(RemovalState.QUARANTINED, LedgerEntry.Step.QUARANTINED);
            case ABSENT -> new Close(LedgerEntry.Step.ABSENT);
            case FAILED -> new Retry();
            case RESTORED, UNLINKED -> new Ignore();
        };
    }

    /**
     * Nothing is asked of the node now. Only what an older copy of the database does not know can be news: a file that is back,
     * or gone. An ABSENT is left to the command that will ask for it.
     */
    private static RemovalStep afterQuarantined(Outcome outcome) {
        return switch (outcome) {
            case RESTORED -> new TakeBack();
            case UNLINKED -> new Close(LedgerEntry.Step.UNLINKED);
            case QUARANTINED, ABSENT, FAILED -> new Ignore();
        };
    }

    private static RemovalStep afterUnlinking(Outcome outcome) {
        return switch (outcome) {
            case UNLINKED -> new Close(LedgerEntry.Step.UNLINKED);
            case ABSENT -> new Close(LedgerEntry.Step.ABSENT);
            case RESTORED -> new TakeBack();
            case FAILED -> new Retry();
            case QUARANTINED -> new Ignore();
        };
    }

    /** It may be the last one: its disk may come back, so the node is asked again and again, after growing pauses. */
    private static RemovalStep afterRestoring(Outcome outcome) {
        return switch (outcome) {
            case RESTORED -> new TakeBack();
            case UNLINKED -> new Close(LedgerEntry.Step.UNLINKED);
            case ABSENT -> new Close(LedgerEntry.Step.ABSENT);
            case FAILED -> new Retry();
            case QUARANTINED -> new Ignore();
        };
    }
}
