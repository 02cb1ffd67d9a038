package io.dfs.controller.repair;

import io.dfs.common.api.RepairTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts and times the copies that this controller has had made. */
@Component
class CopyMeter {

    /** From a small chunk on a quick disk to the longest that a node may take. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(240)
    };

    private final MeterRegistry registry;

    CopyMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    void copied(RepairTask task, Duration took) {
        timer(task, "completed").record(took);
        Counter.builder("dfs.repair.copied")
                .description("Bytes of replicas that repair has made")
                .baseUnit("bytes")
                .tag("class", label(task))
                .register(registry)
                .increment((double) task.lengthBytes());
    }

    void failed(RepairTask task, Duration took) {
        timer(task, "failed").record(took);
    }

    private Timer timer(RepairTask task, String outcome) {
        return Timer.builder("dfs.repair.copies")
                .description("Copies of replicas, from the claim to the recorded receipt")
                .tag("class", label(task))
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String label(RepairTask task) {
        return task.repairClass().name().toLowerCase(Locale.ROOT);
    }
}
