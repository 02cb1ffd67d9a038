package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SafeModeState.Mode;
import io.dfs.common.api.SlowNode;
import io.dfs.common.api.StorableBytes;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.status.ClusterFacts.BackUp;
import io.dfs.metadata.status.ClusterFacts.ChunkGroup;
import io.dfs.metadata.status.ClusterFacts.ClockJump;
import io.dfs.metadata.status.ClusterFacts.DiskWarnings;
import io.dfs.metadata.status.ClusterFacts.HeldChunks;
import io.dfs.metadata.status.ClusterFacts.NodeFacts;
import io.dfs.metadata.status.ClusterFacts.RepairFacts;
import io.dfs.metadata.status.ClusterFacts.UnacceptedChunks;
import io.dfs.metadata.status.ClusterFacts.WaitingFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlarmsTest {

    private static final StorableBytes MUCH = new StorableBytes(3, 3, 3, 1L << 40);

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** What is the matter, the facts, and the alarms as {@code SEVERITY CODE subject}. */
    static Stream<Arguments> situations() {
        return Stream.of(
                situation("nothing", facts -> facts),
                situation("a sound cluster", facts -> with(facts, node("n"), group(3, 3, true))),
                situation("starting", facts -> with(facts, Mode.STARTING), "WARNING SAFE_MODE "),
                situation("a mass loss", facts -> with(facts, Mode.MASS_LOSS), "CRITICAL SAFE_MODE "),
                situation(
                        "an old database", facts -> with(facts, Mode.RESTORED_DATABASE), "CRITICAL RESTORED_DATABASE "),
                situation("no replica", facts -> with(facts, group(3, 0, false)), "CRITICAL UNREADABLE_CHUNKS "),
                situation("a suspect one only", facts -> with(facts, group(3, 0, true)), "CRITICAL ENDANGERED_CHUNKS "),
                situation("one of three", facts -> with(facts, group(3, 1, true)), "CRITICAL ENDANGERED_CHUNKS "),
                situation("one of one", facts -> with(facts, group(1, 1, true))),
                situation("two of three", facts -> with(facts, group(3, 2, true))),
                situation("a dead node", facts -> with(facts, dead(AdminState.IN_SERVICE)), "WARNING NODE_DEAD n"),
                situation("a drained node switched off", facts -> with(facts, dead(AdminState.DRAINED))),
                situation("a failed disk", facts -> with(facts, failedDisk()), "WARNING NODE_DISK_FAILED n"),
                situation("entries that can't be used", AlarmsTest::withDiskWarnings, "WARNING NODE_DISK_WARNING n"),
                situation("a missing disk", facts -> withMissingDisk(facts, "/lost"), "WARNING NODE_DISK_MISSING n"),
                situation(
                        "an empty directory in its place",
                        facts -> withMissingDisk(
                                facts, failedDisk().failedDirectories().getFirst()),
                        "WARNING NODE_DISK_MISSING n"),
                situation("5 % free", facts -> with(facts, free(50, 0))),
                situation(
                        "less than 5 % free",
                        facts -> with(facts, free(49, 0)), "CRITICAL CLUSTER_FULL ", "WARNING NODE_FULL n"),
                situation("30 s of skew", facts -> with(facts, free(500, 30_000))),
                situation("more skew", facts -> with(facts, free(500, 30_001)), "WARNING CLOCK_SKEW n"),
                situation("more skew, behind", facts -> with(facts, free(500, -30_001)), "WARNING CLOCK_SKEW n"),
                situation("unknown chunks", AlarmsTest::withUnknown, "WARNING ORPHANS n"),
                situation(
                        "a read-only disk",
                        facts -> with(facts, refusing("the disk is read-only")),
                        "WARNING NODE_TAKES_NO_CHUNKS n"),
                situation(
                        "clients report it slow",
                        facts -> with(facts, slow(new SlowNode(NOW, 2, 20_000, 30_000_000, null))),
                        "WARNING NODE_SLOW n"),
                situation(
                        "its disk is slow",
                        facts -> with(facts, slow(new SlowNode(NOW, 0, 1, 9, "half of the writes to /d took 800 ms"))),
                        "WARNING NODE_SLOW n"),
                situation("room for a chunk", facts -> withStorable(facts, 3, 64L << 20)),
                situation("two nodes", facts -> withStorable(facts, 2, 0), "CRITICAL NOTHING_FITS "),
                situation("no room", facts -> withStorable(facts, 3, (64L << 20) - 1), "CRITICAL NOTHING_FITS "),
                situation("a clock that jumped", AlarmsTest::withJump, "CRITICAL CLOCK_JUMPED "),
                situation("held chunks", AlarmsTest::withHeld, "WARNING HELD_CHUNKS n"),
                situation("a back-up of yesterday", facts -> with(facts, backUp(true, true, 36))),
                situation("an old back-up", facts -> with(facts, backUp(true, true, 37)), "WARNING BACKUP_OLD "),
                situation("no back-up at all", facts -> with(facts, backUp(true, false, 37)), "WARNING BACKUP_OLD "),
                situation(
                        "a database whose back-ups no one writes down",
                        facts -> with(facts, backUp(false, false, 1000))),
                situation("stuck repairs", AlarmsTest::withStuck, "WARNING REPAIR_FAILING "),
                situation("old verifications", facts -> withVerified(facts, 1, 0), "WARNING SCRUB_LATE "),
                situation("claims", facts -> withVerified(facts, 0, 5)),
                situation("failing removals", AlarmsTest::withFailingRemovals, "WARNING REMOVAL_FAILING "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void followFromTheFacts(String what, ClusterFacts facts, List<String> expected) {
        List<Alarm> alarms = Alarms.of(facts, null);

        assertThat(alarms)
                .extracting(alarm -> alarm.severity() + " " + alarm.code() + " " + alarm.subject())
                .isEqualTo(expected);
        assertThat(alarms).allSatisfy(alarm -> assertThat(alarm.message()).isNotBlank());
    }

    @Test
    @DisplayName("I-10 that the facts are old is an alarm itself, and the critical ones come first")
    void theDatabaseIsOne() {
        List<Alarm> alarms = Alarms.of(withUnknown(ClusterFacts.NONE), "connection refused");

        assertThat(alarms).extracting(Alarm::code).containsExactly("DATABASE_UNAVAILABLE", "ORPHANS");
        assertThat(alarms.getFirst().message()).startsWith("connection refused. What is told here is old");
    }

    private static Arguments situation(String what, UnaryOperator<ClusterFacts> facts, String... alarms) {
        return Arguments.of(what, facts.apply(ClusterFacts.NONE), Arrays.asList(alarms));
    }

    private static <T> Part<T> part(T value) {
        return new Part<>(value, NOW, null);
    }

    private static ChunkGroup group(int replicationFactor, int good, boolean readable) {
        return new ChunkGroup(replicationFactor, good, readable, 7, 7000);
    }

    private static NodeStatus node(String name) {
        return node(name, NodeHealth.HEALTHY, AdminState.IN_SERVICE, 500, 0, List.of());
    }

    private static NodeStatus dead(AdminState adminState) {
        return node("n", NodeHealth.DEAD, adminState, 500, 99_000, List.of("/data/b"));
    }

    private static NodeStatus failedDisk() {
        return node("n", NodeHealth.HEALTHY, AdminState.IN_SERVICE, 500, 0, List.of("/data/b"));
    }

    private static ClusterFacts withMissingDisk(ClusterFacts facts, String path) {
        DiskStatus disk = new DiskStatus("n", Ids.next(), path, DiskState.MISSING, NOW, NOW, "a reason");
        NodeStatus node = path.equals("/lost") ? node("n") : failedDisk();
        return copy(
                facts,
                null,
                new NodeFacts(List.of(node), MUCH, List.of(), List.of(), List.of(disk), List.of()),
                null,
                null,
                null,
                null);
    }

    private static NodeStatus free(long freeBytes, long skewMillis) {
        return node("n", NodeHealth.HEALTHY, AdminState.IN_SERVICE, freeBytes, skewMillis, List.of());
    }

    private static NodeStatus node(
            String name, NodeHealth health, AdminState adminState, long free, long skew, List<String> failed) {
        return new NodeStatus(
                NodeId.random(),
                name,
                "a",
                "http://" + name,
                health,
                adminState,
                new NodeSpace(1000, 1000 - free, free),
                0,
                5,
                0,
                NOW,
                0,
                null,
                null,
                null,
                0,
                skew,
                1,
                "1",
                failed,
                null,
                null,
                null);
    }

    private static ClusterFacts with(ClusterFacts facts, Mode mode) {
        return copy(facts, new SafeModeState(mode, "a reason", NOW), null, null, null, null, null);
    }

    private static ClusterFacts with(ClusterFacts facts, NodeStatus node) {
        return copy(facts, null, new NodeFacts(List.of(node), MUCH, List.of(), List.of()), null, null, null, null);
    }

    private static ClusterFacts with(ClusterFacts facts, ChunkGroup group) {
        return copy(facts, null, null, group, null, null, null);
    }

    private static ClusterFacts with(ClusterFacts facts, NodeStatus node, ChunkGroup group) {
        return with(with(facts, node), group);
    }

    private static NodeStatus refusing(String why) {
        return with(why, null);
    }

    private static NodeStatus slow(SlowNode slow) {
        return with(null, slow);
    }

    private static NodeStatus with(@Nullable String refusal, @Nullable SlowNode slow) {
        NodeStatus node = node("n");
        return new NodeStatus(
                node.id(),
                node.name(),
                node.zone(),
                node.advertisedUrl(),
                node.health(),
                node.adminState(),
                node.space(),
                0,
                0,
                0,
                NOW,
                0,
                null,
                null,
                null,
                0,
                0,
                1,
                "1",
                List.of(),
                refusal,
                slow,
                null);
    }

    private static ClusterFacts withStorable(ClusterFacts facts, int nodes, long bytes) {
        StorableBytes storable = new StorableBytes(3, nodes, 3, bytes);
        return copy(facts, null, new NodeFacts(List.of(), storable, List.of(), List.of()), null, null, null, null);
    }

    private static ClusterFacts withHeld(ClusterFacts facts) {
        NodeFacts nodes = new NodeFacts(List.of(), MUCH, List.of(), List.of(new HeldChunks("n", 1, 0, 0)));
        return copy(facts, null, nodes, null, null, null, null);
    }

    private static ClusterFacts withDiskWarnings(ClusterFacts facts) {
        List<DiskWarnings> warnings = List.of(new DiskWarnings("n", List.of("3 entries can't be looked into")));
        return copy(
                facts,
                null,
                new NodeFacts(List.of(), MUCH, List.of(), warnings, List.of(), List.of()),
                null,
                null,
                null,
                null);
    }

    private static BackUp backUp(boolean known, boolean ever, long hours) {
        return new BackUp(known, ever, Duration.ofHours(hours), Duration.ofHours(36));
    }

    private static ClusterFacts with(ClusterFacts facts, BackUp backUp) {
        return new ClusterFacts(
                facts.metadataEpoch(),
                facts.safeMode(),
                facts.nodes(),
                facts.chunks(),
                facts.verified(),
                facts.endangered(),
                facts.repairs(),
                facts.waiting(),
                part(backUp));
    }

    private static ClusterFacts withUnknown(ClusterFacts facts) {
        NodeFacts nodes = new NodeFacts(List.of(), MUCH, List.of(new UnacceptedChunks("n", 1000, 11)), List.of());
        return copy(facts, null, nodes, null, null, null, null);
    }

    private static ClusterFacts withVerified(ClusterFacts facts, long older, long claimed) {
        return copy(facts, null, null, null, new VerifiedAges(1, older, claimed), null, null);
    }

    private static ClusterFacts withStuck(ClusterFacts facts) {
        RepairFacts repairs = new RepairFacts(facts.repairs().value().progress(), 2, List.of());
        return copy(facts, null, null, null, null, repairs, null);
    }

    private static ClusterFacts withJump(ClusterFacts facts) {
        ClockJump jump = new ClockJump(Duration.ofHours(-9), NOW.plusSeconds(60));
        return copy(
                facts,
                null,
                null,
                null,
                null,
                null,
                new WaitingFacts(facts.waiting().value().bytes(), 0, jump));
    }

    private static ClusterFacts withFailingRemovals(ClusterFacts facts) {
        WaitingFacts waiting = new WaitingFacts(facts.waiting().value().bytes(), 3, null);
        return copy(facts, null, null, null, null, null, waiting);
    }

    private static ClusterFacts copy(
            ClusterFacts facts,
            @Nullable SafeModeState safeMode,
            @Nullable NodeFacts nodes,
            @Nullable ChunkGroup group,
            @Nullable VerifiedAges verified,
            @Nullable RepairFacts repairs,
            @Nullable WaitingFacts waiting) {
        return new ClusterFacts(
                facts.metadataEpoch(),
                safeMode == null ? facts.safeMode() : part(safeMode),
                nodes == null ? facts.nodes() : part(nodes),
                group == null ? facts.chunks() : part(List.of(group)),
                verified == null ? facts.verified() : part(verified),
                facts.endangered(),
                repairs == null ? facts.repairs() : part(repairs),
                waiting == null ? facts.waiting() : part(waiting),
                facts.backUp());
    }
}
