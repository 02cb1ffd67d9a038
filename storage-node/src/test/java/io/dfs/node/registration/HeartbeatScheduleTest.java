package io.dfs.node.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeartbeatScheduleTest {

    private final List<String> fatal = new ArrayList<>();
    private final HeartbeatSchedule schedule =
            new HeartbeatSchedule(() -> new Round.Beat(0, 0, 0, 0), () -> {}, fatal::add);

    @Test
    void keepsTheIntervalThatTheServiceGave() {
        assertThat(schedule.after(new Round.Registered(1, Duration.ofSeconds(3))))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(schedule.after(new Round.Beat(0, 0, 0, 0))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void pausesLongerFromFailureToFailureUpToALimit() {
        for (long longest : new long[] {250, 500, 1000, 2000, 4000, 5000, 5000}) {
            assertThat(schedule.after(new Round.Failed("no answer")))
                    .isBetween(Duration.ofMillis(longest / 2), Duration.ofMillis(longest));
        }

        schedule.after(new Round.Beat(0, 0, 0, 0));

        assertThat(schedule.after(new Round.Failed("no answer"))).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void endsWithOneSentenceWhenTheNodeIsRefusedForGood() {
        Duration next = schedule.after(new Round.Refused(ErrorCode.WRONG_CLUSTER, "n1 is of another one"));

        assertThat(next).isNegative();
        assertThat(fatal).containsExactly("This node can't join the cluster (WRONG_CLUSTER): n1 is of another one.");
    }

    @Test
    @DisplayName("I-7 waits for a name that another node has, as long as it takes")
    void waitsForAName() {
        assertThat(schedule.after(new Round.NameTaken("n1 is the name of a node that is STALE")))
                .isPositive();
        assertThat(fatal).isEmpty();
    }

    @Test
    void comesBackSoonerWhileThereIsWork() {
        schedule.after(new Round.Registered(1, Duration.ofSeconds(3)));

        assertThat(schedule.after(new Round.Beat(0, 0, 7, 0))).isLessThan(Duration.ofSeconds(1));
        assertThat(schedule.after(new Round.Beat(0, 0, 0, 7))).isLessThan(Duration.ofSeconds(1));
        assertThat(schedule.after(new Round.Beat(7, 0, 0, 0))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void workDoesNotSlowDownAQuickHeartbeat() {
        schedule.after(new Round.Registered(1, Duration.ofMillis(20)));

        assertThat(schedule.after(new Round.Beat(0, 0, 7, 0))).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void saysFarewellAfterTheLastBeat() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        HeartbeatSchedule running = new HeartbeatSchedule(
                () -> {
                    order.add("beat");
                    first.countDown();
                    return new Round.Beat(0, 0, 0, 0);
                },
                () -> order.add("farewell"),
                fatal::add);
        running.start();
        running.begin();
        await().until(() -> first.getCount() == 0);

        running.stop();

        assertThat(running.isRunning()).isFalse();
        assertThat(order).endsWith("farewell").containsOnlyOnce("farewell");
    }

    @Test
    void stopsEvenIfNobodyHearsTheFarewell() {
        HeartbeatSchedule running = new HeartbeatSchedule(
                () -> new Round.Beat(0, 0, 0, 0),
                () -> {
                    throw new DfsException(ErrorCode.UNAVAILABLE, "no answer");
                },
                fatal::add);
        running.start();

        running.stop();

        assertThat(running.isRunning()).isFalse();
    }
}
