package io.dfs.node.registration;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Tells what the node has found on its disks and seen of the metadata service. */
@Component
final class RegistrationMetrics implements MeterBinder {

    private final ReplicaFindings findings;
    private final SeenEpoch epoch;

    RegistrationMetrics(ReplicaFindings findings, SeenEpoch epoch) {
        this.findings = findings;
        this.epoch = epoch;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("dfs.replicas.found.corrupt", findings, ReplicaFindings::corruptFound)
                .description("Damaged replicas found by readers and by the scrub")
                .register(registry);
        Gauge.builder("dfs.metadata.epoch.seen", epoch, SeenEpoch::highest)
                .description("The highest epoch of the metadata that the node has seen")
                .register(registry);
    }
}
