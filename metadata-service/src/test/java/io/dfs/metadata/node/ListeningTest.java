package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class ListeningTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final FaultyDatabaseClock clock = new FaultyDatabaseClock();
    private final Liveness liveness =
            new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10));
    private final Listening listening = new Listening(clock, liveness, latestHeartbeat(Optional.empty()));

    @Test
    void listensFromItsStartWhileTheTicksComeInTime() {
        tickAfter(Duration.ofSeconds(3));
        tickAfter(Duration.ofSeconds(10));

        assertThat(listening.since()).isEqualTo(START);
    }

    @Test
    @DisplayName("a service that was paused calls no one dead for what it could not hear")
    void beginsAnewAfterAPauseOfItsOwn() {
        tickAfter(Duration.ofMinutes(5));

        assertThat(listening.since()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void beginsAnewWhenTheDatabaseWasAway() {
        clock.away = true;
        tickAfter(Duration.ofSeconds(8));
        clock.away = false;
        tickAfter(Duration.ofSeconds(8));

        assertThat(listening.since()).isEqualTo(START.plusSeconds(16));
    }

    @Test
    void beginsAnewWhenTheClockIsSetBack() {
        tickAfter(Duration.ofHours(-1));

        assertThat(listening.since()).isEqualTo(START.minus(Duration.ofHours(1)));
    }

    @Test
    @DisplayName("what was heard before a start or a pause tells who was dead before it")
    void remembersUntilWhenHeartbeatsWereHeard() {
        Instant lastWord = START.minus(Duration.ofHours(3));
        Listening started = new Listening(clock, liveness, latestHeartbeat(Optional.of(lastWord)));
        assertThat(started.span()).isEqualTo(new Listening.Span(START, lastWord));

        tickAfter(Duration.ofSeconds(3));
        tickAfter(Duration.ofMinutes(5));

        Instant lastTick = START.plusSeconds(3);
        assertThat(listening.span()).isEqualTo(new Listening.Span(lastTick.plus(Duration.ofMinutes(5)), lastTick));
    }

    private static LatestHeartbeat latestHeartbeat(Optional<Instant> at) {
        return new LatestHeartbeat(null) {
            @Override
            Optional<Instant> at() {
                return at;
            }
        };
    }

    private void tickAfter(Duration time) {
        clock.now = clock.now.plus(time);
        listening.tick();
    }

    private static final class FaultyDatabaseClock extends DatabaseClock {

        private Instant now = START;
        private boolean away;

        FaultyDatabaseClock() {
            super(null);
        }

        @Override
        public Instant instant() {
            if (away) {
                throw new DataAccessResourceFailureException("the database is away");
            }
            return now;
        }
    }
}
