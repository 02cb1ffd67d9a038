package io.dfs.node.scrub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tells how much the scrub reads, what it could not read, and when it last was through. */
final class ScrubMetrics {

    private final MeterRegistry registry;
    private final Counter read;
    private final Counter unreadable;

    ScrubMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.read = Counter.builder("dfs.scrub.read")
                .baseUnit("bytes")
                .description("Read to verify replicas")
                .register(registry);
        this.unreadable = Counter.builder("dfs.scrub.unreadable")
                .description("Replicas that the disk did not give when they were to be verified")
                .register(registry);
    }

    /** The same pace, and its bytes are counted. */
    Pace counting(Pace pace) {
        return (bytes, bytesPerSecond) -> {
            read.increment((double) bytes);
            pace.spend(bytes, bytesPerSecond);
        };
    }

    void foundUnreadable() {
        unreadable.increment();
    }

    void show(Scrubber scrubber, Clock clock) {
        TimeGauge.builder(
                        "dfs.scrub.pass.age",
                        scrubber,
                        TimeUnit.MILLISECONDS,
                        it -> Duration.between(it.completeSince(), clock.instant())
                                .toMillis())
                .description("Since the begin of the last round that has read every replica, or of the first one")
                .register(registry);
    }
}
