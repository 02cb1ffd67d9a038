package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.status.LatestFacts.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class LatestFactsTest {

    private static final StatusSettings SETTINGS = new StatusSettings(
            Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofHours(36));

    /** Readings that were begun, until a test lets them run. */
    private final Deque<Runnable> begun = new ArrayDeque<>();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger readings = new AtomicInteger();
    private Supplier<ClusterFacts> database = this::facts;

    private final LatestFacts latest = new LatestFacts(_ -> database.get(), begun::add, nanos::get, SETTINGS);

    @Test
    @DisplayName("I-10 an answer comes before anything is read, and says that nothing is known")
    void answersBeforeAnythingIsRead() {
        pass(Duration.ofMillis(5));

        Answer answer = latest.get();

        assertThat(answer)
                .isEqualTo(new Answer(ClusterFacts.NONE, Duration.ZERO, "the database has not answered for 0 ms"));
    }

    @Test
    @DisplayName("I-10 facts are told with their age")
    void factsHaveAnAge() {
        latest.get();
        run();
        pass(Duration.ofMillis(1500));

        assertThat(latest.get()).isEqualTo(new Answer(facts(1), Duration.ofMillis(1500), null));
        assertThat(begun).as("still fresh").isEmpty();
    }

    @Test
    void oldFactsAreReadAgain() {
        latest.get();
        run();
        pass(Duration.ofSeconds(3));

        assertThat(latest.get()).isEqualTo(new Answer(facts(1), Duration.ofSeconds(3), null));
        run();
        assertThat(latest.get()).isEqualTo(new Answer(facts(2), Duration.ZERO, null));
    }

    @Test
    @DisplayName("I-9 one reading at a time, however many ask")
    void oneReadingAtATime() {
        for (int i = 0; i < 10; i++) {
            latest.get();
        }

        assertThat(begun).hasSize(1);
    }

    @Test
    @DisplayName("I-9 what is slow to read is read less often")
    void slowReadingsAreRare() {
        latest.get();
        run();
        database = this::slowFacts;
        pass(Duration.ofSeconds(3));
        latest.get();
        run();
        pass(Duration.ofSeconds(39));
        latest.get();
        assertThat(begun).as("49 s old, after 10 s of reading").isEmpty();
        pass(Duration.ofSeconds(2));
        latest.get();
        assertThat(begun).as("51 s old").hasSize(1);
    }

    @Test
    @DisplayName("I-10 what was read at the start, when the nodes had yet to report, is read again soon")
    void aSlowFirstReadingIsNotKept() {
        database = this::slowFacts;
        latest.get();
        run();

        latest.get();

        assertThat(begun).as("10 s old").hasSize(1);
    }

    @Test
    @DisplayName("I-10 when the database is down, the last facts are told, with their age and the problem")
    void theLastFactsSurviveTheDatabase() {
        latest.get();
        run();
        database = () -> {
            throw new DataAccessResourceFailureException("connection refused");
        };
        pass(Duration.ofMinutes(1));
        latest.get();
        run();

        assertThat(latest.get())
                .isEqualTo(
                        new Answer(facts(1), Duration.ofMinutes(1), "the database can't be read: connection refused"));
        assertThat(begun).as("tried again at once, whatever the age").hasSize(1);
    }

    @Test
    void aReadingThatHangsIsToldAndNotRepeated() {
        latest.get();
        run();
        pass(Duration.ofMinutes(1));
        latest.get();
        pass(Duration.ofMinutes(1));

        assertThat(latest.get())
                .isEqualTo(new Answer(facts(1), Duration.ofMinutes(2), "the database has not answered for 60000 ms"));
        assertThat(begun).hasSize(1);
    }

    @Test
    void afterAFailureTheNextSuccessClearsTheProblem() {
        database = () -> {
            throw new DataAccessResourceFailureException("connection refused");
        };
        latest.get();
        run();
        database = this::facts;
        latest.get();
        run();

        assertThat(latest.get()).isEqualTo(new Answer(facts(1), Duration.ZERO, null));
    }

    private void run() {
        begun.remove().run();
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private ClusterFacts slowFacts() {
        pass(Duration.ofSeconds(10));
        return facts();
    }

    private ClusterFacts facts() {
        return facts(readings.incrementAndGet());
    }

    /** Told apart by the epoch. */
    private static ClusterFacts facts(long number) {
        ClusterFacts none = ClusterFacts.NONE;
        return new ClusterFacts(
                new Part<>(number, Instant.EPOCH, null),
                none.safeMode(),
                none.nodes(),
                none.chunks(),
                none.verified(),
                none.endangered(),
                none.repairs(),
                none.waiting(),
                none.backUp());
    }
}
