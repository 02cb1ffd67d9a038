package io.dfs.controller.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.RequestIds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class RoundScheduleTest {

    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @Test
    void isDownBeforeTheFirstRoundUpAfterOneAndDownWithTheReasonAfterAFailure() {
        AtomicInteger rounds = new AtomicInteger();
        RoundSchedule<Integer> schedule = schedule(() -> switch (rounds.incrementAndGet()) {
            case 1 -> 1;
            case 2 -> throw new DfsException(ErrorCode.UNAVAILABLE, "the metadata service is away");
            case 3 -> throw new IllegalStateException("a fault of ours");
            default -> 4;
        });

        assertThat(schedule.health().getDetails()).containsEntry("error", "no round has run yet");
        schedule.runRound();
        assertThat(schedule.health().getStatus()).isEqualTo(Status.UP);
        assertThat(schedule.health().getDetails()).containsEntry("lastRoundAgeSeconds", 0L);
        schedule.runRound();
        assertThat(schedule.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(schedule.health().getDetails()).containsEntry("error", "the metadata service is away");
        schedule.runRound();
        assertThat(schedule.health().getDetails().get("error")).asString().contains("a fault of ours");
        schedule.runRound();
        assertThat(schedule.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void isDownWhenTheLastSuccessIsTooLongAgo() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        RoundSchedule<Integer> schedule =
                new RoundSchedule<>("test", Duration.ofMinutes(1), () -> 1, _ -> true, clockOf(now::get));
        schedule.runRound();

        now.set(Instant.EPOCH.plus(RoundSchedule.LONGEST_ROUND).plus(Duration.ofMinutes(1)));
        assertThat(schedule.health().getStatus()).isEqualTo(Status.UP);
        now.set(now.get().plusSeconds(1));
        assertThat(schedule.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(schedule.health().getDetails()).containsEntry("error", "the round under way does not end");
    }

    @Test
    void roundsAreCountedAndEachHasAnIdOfItsOwn() {
        List<String> ids = new ArrayList<>();
        RoundSchedule<Integer> schedule = schedule(() -> {
            ids.add(String.valueOf(RequestIds.current()));
            if (ids.size() == 2) {
                throw new DfsException(ErrorCode.UNAVAILABLE, "away");
            }
            return 1;
        });
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new RoundMetrics(List.of(schedule)).bindTo(registry);

        schedule.runRound();
        schedule.runRound();
        schedule.runRound();

        assertThat(registry.get("dfs.rounds")
                        .tag("outcome", "succeeded")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("dfs.rounds")
                        .tag("outcome", "failed")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("dfs.rounds.last.success.age").timeGauge().value())
                .isZero();
        assertThat(ids).doesNotHaveDuplicates().doesNotContain("null");
        assertThat(RequestIds.current()).isNull();
    }

    @Test
    void runsRoundsAgainAndAgainUntilItIsStopped() {
        AtomicInteger rounds = new AtomicInteger();
        RoundSchedule<Integer> schedule = schedule(rounds::incrementAndGet);

        schedule.start();
        await().until(() -> rounds.get() >= 3);
        schedule.stop();

        assertThat(schedule.isRunning()).isFalse();
        int atTheEnd = rounds.get();
        schedule.runRound();
        assertThat(rounds).hasValue(atTheEnd + 1);
    }

    @Test
    void aRoundThatHangsKeepsNoOtherLoopWaitingAndEndsWithTheProcess() {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger others = new AtomicInteger();
        RoundSchedule<Integer> hanging = schedule(() -> {
            hung.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                interrupted.countDown();
            }
            return 0;
        });
        RoundSchedule<Integer> other = schedule(others::incrementAndGet);

        hanging.start();
        await().until(() -> hung.getCount() == 0);
        other.start();
        await().until(() -> others.get() >= 3);
        hanging.stop();
        other.stop();

        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    @DisplayName("I-8 starting and stopping twice is starting and stopping once")
    void startingAndStoppingTwiceIsStartingAndStoppingOnce() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        RoundSchedule<Integer> schedule = schedule(() -> {
            mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            Thread.yield();
            underWay.decrementAndGet();
            return rounds.incrementAndGet();
        });

        schedule.start();
        schedule.start();
        await().until(() -> rounds.get() >= 20);
        schedule.stop();
        schedule.stop();

        assertThat(mostAtOnce).hasValue(1);
    }

    private static Clock clockOf(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }

    private static RoundSchedule<Integer> schedule(Supplier<Integer> round) {
        return new RoundSchedule<>("test", Duration.ofMillis(1), round, _ -> true, CLOCK);
    }
}
