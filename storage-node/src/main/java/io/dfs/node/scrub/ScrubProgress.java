package io.dfs.node.scrub;

import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * How far a round has come.
 *
 * @param after the last chunk that was read; null before the first
 * @param finished whether it has come to its end
 * @param completeSince when the last round began that has read every replica; null if none has, or no one noted it
 * @param unreadReplicas that it could not read; null for none
 */
record ScrubProgress(
        Instant roundStartedAt,
        @Nullable ChunkId after,
        boolean finished,
        @Nullable Instant completeSince,
        @Nullable Integer unreadReplicas) {

    private static final Logger LOG = LoggerFactory.getLogger(ScrubProgress.class);

    static ScrubProgress beginning(Instant now) {
        return new ScrubProgress(now, null, false, null, null);
    }

    ScrubProgress nextRound(Instant now) {
        return new ScrubProgress(now, null, false, completeSince, null);
    }

    ScrubProgress through(ChunkId chunkId) {
        return new ScrubProgress(roundStartedAt, chunkId, false, completeSince, unreadReplicas);
    }

    int unread() {
        return unreadReplicas == null ? 0 : unreadReplicas;
    }

    ScrubProgress plusUnread() {
        return new ScrubProgress(roundStartedAt, after, finished, completeSince, unread() + 1);
    }

    ScrubProgress finish() {
        return new ScrubProgress(
                roundStartedAt, after, true, unread() == 0 ? roundStartedAt : completeSince, unreadReplicas);
    }

    /** Negative if it is over. A round that seems to have begun in the future began before the clock was set back. */
    Duration untilNext(Duration interval, Instant now) {
        return roundStartedAt.isAfter(now) ? Duration.ZERO : Duration.between(now, roundStartedAt.plus(interval));
    }

    String toNote() {
        return new String(Json.write(this), StandardCharsets.UTF_8);
    }

    /** The furthest of the notes; empty if none can be understood. */
    static Optional<ScrubProgress> newest(List<String> notes) {
        return notes.stream()
                .flatMap(note -> parse(note).stream())
                .max(Comparator.comparing(ScrubProgress::roundStartedAt)
                        .thenComparing(ScrubProgress::finished)
                        .thenComparing(
                                ScrubProgress::after, Comparator.nullsFirst(Comparator.<ChunkId>naturalOrder())));
    }

    @SuppressWarnings("ConstantValue") // Jackson fills what is missing with null, whatever the types promise
    private static Optional<ScrubProgress> parse(String note) {
        try {
            ScrubProgress progress = Json.read(note.getBytes(StandardCharsets.UTF_8), ScrubProgress.class);
            return progress == null || progress.roundStartedAt == null ? Optional.empty() : Optional.of(progress);
        } catch (JacksonException e) {
            LOG.warn("a note on the progress of scrubbing can't be understood and is left out: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
