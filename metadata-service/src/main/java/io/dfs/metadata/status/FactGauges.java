package io.dfs.metadata.status;

import static java.util.Locale.ROOT;

import io.dfs.common.api.Alarm;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress.Backlog;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.api.WaitingBytes;
import io.dfs.metadata.status.ClusterFacts.BackUp;
import io.dfs.metadata.status.ClusterFacts.ChunkGroup;
import io.dfs.metadata.status.ClusterFacts.RepairQueue;
import io.dfs.metadata.status.LatestFacts.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the cluster as gauges. Labels are bounded: replication factors, classes, codes and the names of nodes. What
 * is not there any more, such as a removed node, is no longer told. docs/monitoring.md lists them all.
 */
final class FactGauges {

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();

    FactGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(Answer answer) {
        ClusterFacts facts = answer.facts();
        alarms(facts, Alarms.of(facts, answer.problem()));
        one("dfs.facts.problems", facts.problems().size() + (answer.problem() == null ? 0 : 1));
        ifRead(facts.metadataEpoch(), epoch -> one("dfs.metadata.epoch", epoch));
        ifRead(facts.safeMode(), this::safeMode);
        ifRead(facts.chunks(), this::chunks);
        ifRead(facts.endangered(), endangered -> one("dfs.files.endangered", endangered.total()));
        ifRead(facts.verified(), this::verified);
        ifRead(facts.repairs(), this::repairs);
        ifRead(facts.waiting(), waiting -> {
            waiting(waiting.bytes());
            one("dfs.removals.failing", waiting.failingRemovals());
        });
        ifRead(facts.backUp(), this::backUp);
        ifRead(facts.nodes(), nodes -> {
            nodes(facts);
            one("dfs.storable.bytes", nodes.storable().bytes());
        });
    }

    private void backUp(BackUp backUp) {
        show(
                "dfs.backup.age.seconds",
                backUp.known()
                        ? Stream.of(row(Tags.empty(), seconds(backUp.age().toMillis())))
                        : Stream.empty());
    }

    /** Of what was never read nothing is told: a zero would say that nothing is wrong. */
    private static <T> void ifRead(Part<T> part, Consumer<T> show) {
        if (part.asOf() != null) {
            show.accept(part.value());
        }
    }

    /** An alarm that follows from facts that were never read is neither on nor off. */
    private void alarms(ClusterFacts facts, List<Alarm> alarms) {
        Set<String> unknown = Alarms.unknown(facts);
        show(
                "dfs.alarms",
                Alarms.CODES.stream()
                        .filter(code -> !unknown.contains(code))
                        .map(code -> row(
                                Tags.of("code", code),
                                alarms.stream()
                                        .filter(alarm -> alarm.code().equals(code))
                                        .count())));
    }

    private void safeMode(SafeModeState state) {
        show(
                "dfs.safe.mode",
                Arrays.stream(SafeModeState.Mode.values())
                        .filter(mode -> mode != SafeModeState.Mode.OFF)
                        .map(mode ->
                                row(Tags.of("mode", mode.name().toLowerCase(ROOT)), mode == state.mode() ? 1 : 0)));
    }

    private void chunks(List<ChunkGroup> groups) {
        List<ReplicaCensus> census = Statuses.census(groups);
        show("dfs.chunks", census.stream().map(it -> row(factors(it), it.chunks())));
        show("dfs.chunks.bytes", census.stream().map(it -> row(factors(it), it.lengthBytes())));
        one("dfs.chunks.unreadable", sum(groups, group -> !group.readable()));
        one("dfs.chunks.endangered", sum(groups, ChunkGroup::endangered));
        one("dfs.chunks.under.replicated", sum(groups, group -> group.goodReplicas() < group.replicationFactor()));
    }

    private static Tags factors(ReplicaCensus census) {
        return Tags.of(
                "wanted", Integer.toString(census.replicationFactor()),
                "good", Integer.toString(census.goodReplicas()));
    }

    private static long sum(List<ChunkGroup> groups, Predicate<ChunkGroup> which) {
        return groups.stream().filter(which).mapToLong(ChunkGroup::chunks).sum();
    }

    private void verified(VerifiedAges verified) {
        show(
                "dfs.replicas.verified",
                Stream.of(
                        row(Tags.of("age", "within_30d"), verified.within30Days()),
                        row(Tags.of("age", "older"), verified.older()),
                        row(Tags.of("age", "claimed_only"), verified.claimedOnly())));
    }

    private void repairs(ClusterFacts.RepairFacts repairs) {
        List<Backlog> backlog = repairs.progress().backlog();
        perClass("dfs.repair.queue.items", it -> backlog(backlog, it, Backlog::items));
        perClass("dfs.repair.queue.bytes", it -> backlog(backlog, it, Backlog::lengthBytes));
        perClass("dfs.repair.queue.failing", it -> backlog(backlog, it, Backlog::failing));
        perClass(
                "dfs.repair.queue.oldest.seconds",
                it -> queue(
                        repairs.queues(), it, queue -> seconds(queue.oldest().toMillis())));
        perClass("dfs.repair.queue.attempts.max", it -> queue(repairs.queues(), it, RepairQueue::mostAttempts));
        one("dfs.repair.stuck.items", repairs.stuckItems());
        one("dfs.repair.rate.bytes", repairs.progress().bytesPerSecond());
    }

    private void perClass(String name, ToDoubleFunction<RepairClass> of) {
        show(
                name,
                Arrays.stream(RepairClass.values())
                        .map(it -> row(Tags.of("class", it.name().toLowerCase(ROOT)), of.applyAsDouble(it))));
    }

    private static double backlog(List<Backlog> all, RepairClass repairClass, ToDoubleFunction<Backlog> of) {
        return all.stream()
                .filter(it -> it.repairClass() == repairClass)
                .mapToDouble(of)
                .sum();
    }

    private static double queue(List<RepairQueue> all, RepairClass repairClass, ToDoubleFunction<RepairQueue> of) {
        return all.stream()
                .filter(it -> it.repairClass() == repairClass)
                .mapToDouble(of)
                .sum();
    }

    private void waiting(WaitingBytes waiting) {
        show(
                "dfs.waiting.bytes",
                Stream.of(
                        row(step("trash"), waiting.trashBytes()),
                        row(step("unreferenced"), waiting.unreferencedBytes()),
                        row(step("quarantine"), waiting.quarantinedBytes())));
        show(
                "dfs.waiting.items",
                Stream.of(
                        row(step("trash"), waiting.trashFiles()),
                        row(step("unreferenced"), waiting.unreferencedChunks()),
                        row(step("orphans"), waiting.orphanChunks()),
                        row(step("requested"), waiting.requestedRemovals()),
                        row(step("quarantine"), waiting.quarantinedReplicas())));
    }

    private static Tags step(String step) {
        return Tags.of("step", step);
    }

    private void nodes(ClusterFacts facts) {
        List<NodeStatus> nodes = facts.nodes().value().nodes();
        Instant asOf = facts.nodes().asOf();
        show("dfs.node.health", nodes.stream().flatMap(FactGauges::health));
        perNode("dfs.node.heartbeat.age.seconds", nodes, it -> seconds(it.lastHeartbeatAgeMillis()));
        perNode("dfs.node.report.age.seconds", nodes, it -> age(it.lastChunkReportAt(), asOf));
        perNode("dfs.node.clock.skew.seconds", nodes, it -> seconds(it.clockSkewMillis()));
        perNode("dfs.node.capacity.bytes", nodes, it -> it.space().capacityBytes());
        perNode("dfs.node.used.bytes", nodes, it -> it.space().usedBytes());
        perNode("dfs.node.free.bytes", nodes, it -> it.space().freeBytes());
        perNode("dfs.node.quarantined.bytes", nodes, NodeStatus::quarantinedBytes);
        perNode("dfs.node.replicas", nodes, NodeStatus::replicaCount);
        perNode(
                "dfs.node.failed.directories",
                nodes,
                it -> it.failedDirectories().size());
        perNode("dfs.node.unknown.chunks", nodes, NodeStatus::unknownChunks);
        perNode("dfs.node.epoch", nodes, NodeStatus::epoch);
    }

    /** One row per health, one of them 1: so a change is a change of values and not of names. */
    private static Stream<Row<?>> health(NodeStatus node) {
        return Arrays.stream(NodeHealth.values())
                .map(health -> row(
                        Tags.of(
                                "node", node.name(),
                                "zone", node.zone(),
                                "admin_state", node.adminState().name().toLowerCase(ROOT),
                                "health", health.name().toLowerCase(ROOT)),
                        health == node.health() ? 1 : 0));
    }

    private void perNode(String name, List<NodeStatus> nodes, ToDoubleFunction<NodeStatus> of) {
        show(name, nodes.stream().map(it -> row(Tags.of("node", it.name()), of.applyAsDouble(it))));
    }

    private static double age(@Nullable Instant at, @Nullable Instant now) {
        return at == null || now == null ? Double.NaN : seconds(now.toEpochMilli() - at.toEpochMilli());
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }

    private void one(String name, Number value) {
        show(name, Stream.of(row(Tags.empty(), value)));
    }

    private static Row<?> row(Tags tags, Number value) {
        return Row.of(tags, value);
    }

    private void show(String name, Stream<Row<?>> rows) {
        gauges.computeIfAbsent(name, it -> MultiGauge.builder(it).register(registry))
                .register(rows.toList(), true);
    }
}
