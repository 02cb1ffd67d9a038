package io.dfs.controller.round;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** Tells how the rounds of each loop go. */
@Component
class RoundMetrics implements MeterBinder {

    private final List<RoundSchedule<?>> schedules;

    RoundMetrics(List<RoundSchedule<?>> schedules) {
        this.schedules = List.copyOf(schedules);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (RoundSchedule<?> schedule : schedules) {
            rounds(registry, schedule, "succeeded", RoundSchedule::succeededRounds);
            rounds(registry, schedule, "failed", RoundSchedule::failedRounds);
            TimeGauge.builder(
                            "dfs.rounds.last.success.age",
                            schedule,
                            TimeUnit.MILLISECONDS,
                            it -> it.sinceLastSuccess().toMillis())
                    .description("Since the last round that succeeded, or since the start of the process")
                    .tag("loop", schedule.name())
                    .register(registry);
        }
    }

    private static void rounds(
            MeterRegistry registry, RoundSchedule<?> schedule, String outcome, ToDoubleFunction<RoundSchedule<?>> of) {
        FunctionCounter.builder("dfs.rounds", schedule, of)
                .description("Rounds of a loop")
                .tag("loop", schedule.name())
                .tag("outcome", outcome)
                .register(registry);
    }
}
