package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.RepairProgress.Backlog;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.StorableBytes;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.api.WaitingBytes;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.status.ClusterFacts.BackUp;
import io.dfs.metadata.status.ClusterFacts.ChunkGroup;
import io.dfs.metadata.status.ClusterFacts.EndangeredFiles;
import io.dfs.metadata.status.ClusterFacts.NodeFacts;
import io.dfs.metadata.status.ClusterFacts.RepairFacts;
import io.dfs.metadata.status.ClusterFacts.RepairQueue;
import io.dfs.metadata.status.ClusterFacts.WaitingFacts;
import io.dfs.metadata.status.LatestFacts.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FactGaugesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FactGauges gauges = new FactGauges(registry);

    @Test
    @DisplayName("I-10 before anything is known no number about the cluster is told, only that there is a problem")
    void nothingIsToldBeforeAnythingIsKnown() {
        gauges.show(new Answer(ClusterFacts.NONE, Duration.ZERO, "the database can't be read"));

        assertThat(registry.find("dfs.chunks.unreadable").gauge()).isNull();
        assertThat(value("dfs.facts.problems")).isEqualTo(1);
        assertThat(value("dfs.alarms", "code", "DATABASE_UNAVAILABLE")).isEqualTo(1);
        assertThat(registry.find("dfs.alarms").tag("code", "ORPHANS").gauge()).isNull();
    }

    @Test
    @DisplayName("I-10 of a part that was never read nothing is told, not even that no alarm follows from it")
    void aPartThatWasNeverReadIsNotTold() {
        ClusterFacts all =
                facts(List.of(), List.of(node("n1", NodeHealth.HEALTHY))).facts();
        gauges.show(new Answer(
                new ClusterFacts(
                        all.metadataEpoch(),
                        all.safeMode(),
                        all.nodes(),
                        new Part<>(List.of(), null, "the chunks could not be read"),
                        all.verified(),
                        all.endangered(),
                        all.repairs(),
                        all.waiting(),
                        all.backUp()),
                Duration.ZERO,
                null));

        assertThat(registry.find("dfs.chunks.unreadable").gauge()).isNull();
        assertThat(registry.find("dfs.chunks.under.replicated").gauge()).isNull();
        assertThat(registry.find("dfs.alarms").tag("code", "UNREADABLE_CHUNKS").gauge())
                .isNull();
        assertThat(value("dfs.facts.problems")).isEqualTo(1);
        assertThat(value("dfs.alarms", "code", "NODE_DEAD")).isZero();
        assertThat(value("dfs.storable.bytes")).isEqualTo(4711);
    }

    @Test
    void chunksAreCountedByReplicasAndByRisk() {
        gauges.show(facts(
                List.of(
                        new ChunkGroup(3, 0, false, 1, 10),
                        new ChunkGroup(3, 1, true, 2, 20),
                        new ChunkGroup(3, 2, true, 4, 40),
                        new ChunkGroup(3, 3, true, 8, 80),
                        new ChunkGroup(1, 1, true, 16, 160)),
                List.of(node("n1", NodeHealth.HEALTHY))));

        assertThat(value("dfs.chunks", "wanted", "3", "good", "2")).isEqualTo(4);
        assertThat(value("dfs.chunks.bytes", "wanted", "3", "good", "3")).isEqualTo(80);
        assertThat(value("dfs.chunks.unreadable")).isEqualTo(1);
        assertThat(value("dfs.chunks.endangered")).isEqualTo(2);
        assertThat(value("dfs.chunks.under.replicated")).isEqualTo(7);
    }

    @Test
    void everythingElseIsToldWithItsLabels() {
        gauges.show(facts(List.of(), List.of(node("n1", NodeHealth.STALE))));

        assertThat(value("dfs.node.health", "node", "n1", "health", "stale")).isEqualTo(1);
        assertThat(value("dfs.node.health", "node", "n1", "health", "dead")).isZero();
        assertThat(value("dfs.node.heartbeat.age.seconds", "node", "n1")).isEqualTo(4.5);
        assertThat(value("dfs.node.report.age.seconds", "node", "n1")).isEqualTo(60);
        assertThat(value("dfs.node.clock.skew.seconds", "node", "n1")).isEqualTo(-2);
        assertThat(value("dfs.node.free.bytes", "node", "n1")).isEqualTo(60);
        assertThat(value("dfs.node.failed.directories", "node", "n1")).isEqualTo(1);
        assertThat(value("dfs.repair.queue.items", "class", "endangered")).isEqualTo(3);
        assertThat(value("dfs.repair.queue.items", "class", "balance")).isZero();
        assertThat(value("dfs.repair.queue.oldest.seconds", "class", "endangered"))
                .isEqualTo(90);
        assertThat(value("dfs.repair.queue.attempts.max", "class", "endangered"))
                .isEqualTo(7);
        assertThat(value("dfs.repair.stuck.items")).isEqualTo(2);
        assertThat(value("dfs.safe.mode", "mode", "mass_loss")).isEqualTo(1);
        assertThat(value("dfs.safe.mode", "mode", "starting")).isZero();
        assertThat(value("dfs.replicas.verified", "age", "claimed_only")).isEqualTo(30);
        assertThat(value("dfs.waiting.bytes", "step", "quarantine")).isEqualTo(8);
        assertThat(value("dfs.waiting.items", "step", "orphans")).isEqualTo(5);
        assertThat(value("dfs.metadata.epoch")).isEqualTo(17);
        assertThat(value("dfs.files.endangered")).isEqualTo(9);
    }

    @Test
    void aNodeThatIsRemovedIsNoLongerTold() {
        gauges.show(facts(List.of(), List.of(node("n1", NodeHealth.DEAD), node("n2", NodeHealth.HEALTHY))));
        gauges.show(facts(List.of(), List.of(node("n2", NodeHealth.HEALTHY))));

        assertThat(registry.find("dfs.node.health").tag("node", "n1").gauges()).isEmpty();
        assertThat(registry.find("dfs.node.health").tag("node", "n2").gauges()).hasSize(3);
    }

    @Test
    void theAgeOfTheLastBackUpIsTold() {
        gauges.show(facts(List.of(), List.of()));

        assertThat(value("dfs.backup.age.seconds")).isEqualTo(18_000);
    }

    private double value(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private static Answer facts(List<ChunkGroup> chunks, List<NodeStatus> nodes) {
        Backlog backlog = new Backlog(RepairClass.ENDANGERED, 3, 300, 1);
        return new Answer(
                new ClusterFacts(
                        part(17L),
                        part(new SafeModeState(SafeModeState.Mode.MASS_LOSS, "many", NOW)),
                        part(new NodeFacts(nodes, new StorableBytes(3, 3, 3, 4711), List.of(), List.of())),
                        part(chunks),
                        part(new VerifiedAges(10, 20, 30)),
                        part(new EndangeredFiles(List.of(), 9)),
                        part(new RepairFacts(
                                new RepairProgress(List.of(backlog), 0, null),
                                2,
                                List.of(new RepairQueue(RepairClass.ENDANGERED, Duration.ofSeconds(90), 7)))),
                        part(new WaitingFacts(new WaitingBytes(1, 2, 3, 4, 5, 6, 7, 8), 0, null)),
                        part(new BackUp(true, true, Duration.ofHours(5), Duration.ofHours(36)))),
                Duration.ZERO,
                null);
    }

    private static <T> Part<T> part(T value) {
        return new Part<>(value, NOW, null);
    }

    private static NodeStatus node(String name, NodeHealth health) {
        return new NodeStatus(
                NodeId.random(),
                name,
                "zone-1",
                "http://" + name,
                health,
                AdminState.IN_SERVICE,
                new NodeSpace(100, 40, 60),
                5,
                1,
                0,
                NOW,
                4500,
                null,
                null,
                NOW.minusSeconds(60),
                0,
                -2000,
                3,
                "1.0",
                List.of("/disk"),
                null,
                null,
                null);
    }
}
