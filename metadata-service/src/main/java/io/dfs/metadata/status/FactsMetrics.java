package io.dfs.metadata.status;

import io.dfs.metadata.status.LatestFacts.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Has the facts read now and then and shows them as metrics. A scrape reads what was shown last and never waits for the
 * database; how old that is, is a metric of its own (I-10).
 */
@Component
class FactsMetrics {

    private final LatestFacts latest;
    private final FactGauges gauges;
    private final long startedNanos = System.nanoTime();

    FactsMetrics(LatestFacts latest, MeterRegistry registry) {
        this.latest = latest;
        this.gauges = new FactGauges(registry);
        TimeGauge.builder("dfs.facts.age", this, TimeUnit.MILLISECONDS, FactsMetrics::ageMillis)
                .description("Of the oldest part of the facts; since the start of the process if none could be read")
                .register(registry);
    }

    private static double ageMillis(FactsMetrics metrics) {
        Answer answer = metrics.latest.withoutWaiting();
        boolean none = answer.facts().asOf().isEmpty();
        return none
                ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - metrics.startedNanos)
                : answer.age().plus(answer.facts().spread()).toMillis();
    }

    /** Waits a little for new facts; what comes later is shown the next time. */
    @Scheduled(fixedDelayString = "${dfs.status.metrics-interval:15s}")
    void show() {
        gauges.show(latest.get());
    }
}
