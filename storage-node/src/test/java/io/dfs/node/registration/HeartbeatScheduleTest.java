package io.dfs.node.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatScheduleTest {

    private final List<String> fatal = new ArrayList<>();
    private final HeartbeatSchedule schedule = new HeartbeatSchedule(() -> new Round.Beat(0, 0), fatal::add);

    @Test
    void keepsTheIntervalThatTheServiceGave() {
        assertThat(schedule.after(new Round.Registered(1, Duration.ofSeconds(3))))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(schedule.after(new Round.Beat(0, 0))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void pausesLongerFromFailureToFailureUpToALimit() {
        for (long longest : new long[] {250, 500, 1000, 2000, 4000, 5000, 5000}) {
            assertThat(schedule.after(new Round.Failed("no answer")))
                    .isBetween(Duration.ofMillis(longest / 2), Duration.ofMillis(longest));
        }

        schedule.after(new Round.Beat(0, 0));

        assertThat(schedule.after(new Round.Failed("no answer"))).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void endsWithOneSentenceWhenTheNodeIsRefusedForGood() {
        Duration next = schedule.after(new Round.Refused(ErrorCode.NODE_NAME_TAKEN, "n1 is node 17's name"));

        assertThat(next).isNegative();
        assertThat(fatal).containsExactly("This node can't join the cluster (NODE_NAME_TAKEN): n1 is node 17's name.");
    }
}
