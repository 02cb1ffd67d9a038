package io.dfs.node.status;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.DiskLatency.Latency;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.identity.Membership;
import io.dfs.node.transfer.TransferSlots;
import io.dfs.node.transfer.Transfers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells how full the node is and how busy; docs/monitoring.md lists the metrics. */
@Component
final class NodeMetrics implements MeterBinder {

    private final DiskSurvey disks;
    private final DataDirectories directories;
    private final Transfers transfers;
    private final Membership membership;
    private final EncryptionKeys keys;

    NodeMetrics(
            DiskSurvey disks,
            DataDirectories directories,
            Transfers transfers,
            Membership membership,
            EncryptionKeys keys) {
        this.disks = disks;
        this.directories = directories;
        this.transfers = transfers;
        this.membership = membership;
        this.keys = keys;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bytes(
                registry,
                "dfs.disks.capacity",
                "What the node may use",
                it -> it.report().space().capacityBytes());
        bytes(
                registry,
                "dfs.disks.used",
                "What chunk files take",
                it -> it.report().space().usedBytes());
        bytes(
                registry,
                "dfs.disks.free",
                "What the node still takes",
                it -> it.report().space().freeBytes());
        bytes(
                registry,
                "dfs.disks.quarantined",
                "What files in quarantine take",
                it -> it.report().quarantinedBytes());
        Gauge.builder(
                        "dfs.disks.failed",
                        disks,
                        it -> it.report().failedDirectories().size())
                .description("Data directories that the node no longer uses because of errors")
                .register(registry);
        TimeGauge.builder(
                        "dfs.disks.age",
                        disks,
                        TimeUnit.MILLISECONDS,
                        it -> it.age().toMillis())
                .description("Since the data directories were last looked at")
                .register(registry);
        latency(registry, "write", "0.5", DiskLatency::writes, Latency::p50Micros);
        latency(registry, "write", "0.99", DiskLatency::writes, Latency::p99Micros);
        latency(registry, "read", "0.5", DiskLatency::reads, Latency::p50Micros);
        latency(registry, "read", "0.99", DiskLatency::reads, Latency::p99Micros);
        slots(registry, "clients", transfers.clients());
        slots(registry, "copies", transfers.copies());
        slots(registry, "relays", transfers.relays());
        Gauge.builder("dfs.registered", membership, it -> it.registered() ? 1 : 0)
                .description("Whether the metadata service knows this process")
                .register(registry);
        Gauge.builder("dfs.encryption.missing.keys", keys, it -> it.missing().size())
                .description("Keys that chunk files needed since the start, and that the node was not given")
                .register(registry);
    }

    /** Of the slowest disk; no number while there was nothing to measure. */
    private void latency(
            MeterRegistry registry,
            String operation,
            String quantile,
            Function<DiskLatency, @Nullable Latency> of,
            ToLongFunction<Latency> micros) {
        TimeGauge.builder(
                        "dfs.disks.latency",
                        directories,
                        TimeUnit.MICROSECONDS,
                        it -> it.latencies().stream()
                                .flatMap(disk -> Stream.ofNullable(of.apply(disk)))
                                .mapToDouble(micros::applyAsLong)
                                .max()
                                .orElse(Double.NaN))
                .description("What the slowest disk took in the last five minutes for each MiB begun")
                .tag("operation", operation)
                .tag("quantile", quantile)
                .register(registry);
    }

    private void bytes(MeterRegistry registry, String name, String description, ToDoubleFunction<DiskSurvey> of) {
        Gauge.builder(name, disks, of)
                .baseUnit("bytes")
                .description(description)
                .register(registry);
    }

    private static void slots(MeterRegistry registry, String kind, TransferSlots slots) {
        Gauge.builder("dfs.slots.taken", slots, TransferSlots::taken)
                .description("Transfers under way")
                .tag("kind", kind)
                .register(registry);
        Gauge.builder("dfs.slots.limit", slots, TransferSlots::limit)
                .description("Transfers that may be under way")
                .tag("kind", kind)
                .register(registry);
    }
}
