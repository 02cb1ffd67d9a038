package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.Role;
import io.dfs.common.api.SlowNode;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.TestHeartbeats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class SlowNodeContract extends ServiceContract {

    private static final long LENGTH = 64L << 20;

    @Autowired
    private SlowNodes slowNodes;

    private static final NodeSpace SPACE = new NodeSpace(1000 * GIB, GIB, 99 * GIB);

    @Autowired
    private SlowDiskWatch watch;

    private final Map<NodeId, Long> epochs = new LinkedHashMap<>();

    private NodeId slow;
    private MetadataApi alice;
    private MetadataApi bob;

    @BeforeEach
    void setTheScene() {
        epochs.put(register("node-1", "a"), 1L);
        epochs.put(register("node-2", "a"), 1L);
        slow = register("slow", "a");
        epochs.put(slow, 1L);
        alice = reader("alice");
        bob = reader("bob");
    }

    private MetadataApi reader(String name) {
        String token = access().createToken(new TokenRequest(name, Role.READER, null, null))
                .token();
        return apiWith(() -> token);
    }

    private void complain(MetadataApi reader) {
        reader.reportSlowNode(new SlowNodeReport(slow, 20_000, 30_000_000));
    }

    private @Nullable SlowNode slowness() {
        return status().slow();
    }

    private NodeStatus status() {
        return admin.nodes().nodes().stream()
                .filter(node -> node.id().equals(slow))
                .findFirst()
                .orElseThrow();
    }

    private void beat(long slowMillis) {
        epochs.forEach((node, epoch) -> {
            long micros = node.equals(slow) ? slowMillis * 1000 : 5_000;
            DiskLatency latency = new DiskLatency("/data", new DiskLatency.Latency(100, micros, micros), null);
            api.heartbeat(node, TestHeartbeats.withLatencies(epoch, SPACE, latency));
        });
    }

    private void lookAgain() {
        for (int round = 0; round < SlowDiskWatch.ROUNDS_IN_A_ROW; round++) {
            watch.look();
        }
    }

    @Test
    void aNodeWhoseDiskIsFarSlowerThanThoseOfOthersIsAvoidedWithoutAnyReport() {
        beat(5);
        watch.look();
        beat(800);
        watch.look();
        assertThat(slowness()).as("one round is no proof").isNull();
        lookAgain();

        SlowNode slowness = slowness();
        assertThat(slowness).isNotNull();
        assertThat(slowness.reporters()).isZero();
        assertThat(slowness.measured()).contains("half of the writes to /data took 800 ms", "5.0 ms");
        assertThat(twentyTickets(2).tickets())
                .allSatisfy(ticket ->
                        assertThat(ticket.nodes()).extracting(NodeAddress::id).doesNotContain(slow));
    }

    @Test
    void whatANodeMeasuredIsForgottenWhenItMeasuresNothingAnyMore() {
        beat(800);
        epochs.forEach((node, epoch) -> api.heartbeat(node, TestHeartbeats.of(epoch, SPACE)));
        lookAgain();

        assertThat(slowness()).isNull();
    }

    @Test
    void figuresThatDoNotFitDoNotKeepANodeFromBeingHeard() {
        DiskLatency.Latency latency = new DiskLatency.Latency(1, 2, 3);
        DiskLatency[] many = IntStream.range(0, 100)
                .mapToObj(number -> new DiskLatency("/" + "d".repeat(900) + number, latency, latency))
                .toArray(DiskLatency[]::new);

        api.heartbeat(slow, TestHeartbeats.withLatencies(1, SPACE, many));

        assertThat(status().space()).isEqualTo(SPACE);
    }

    private Allocation twentyTickets(int replicas) {
        return admin.allocate(AllocationRequest.newChunks(20, LENGTH, replicas, Set.of()));
    }

    @Test
    void oneReporterHasNoEffectHoweverOftenItComplains() {
        complain(alice);
        complain(alice);

        assertThat(slowness()).isNull();
        assertThat(status().reportedSlow())
                .as("and is shown")
                .satisfies(it -> assertThat(it.reporters()).isEqualTo(1));
        assertThat(twentyTickets(2).tickets())
                .anySatisfy(ticket ->
                        assertThat(ticket.nodes()).extracting(NodeAddress::id).contains(slow));
    }

    @Test
    void twoReportersMakeANodeSlowAndPlacementAvoidsItWhileOthersCanBeHad() {
        complain(alice);
        bob.reportSlowNode(new SlowNodeReport(slow, 30_000, 20_000_000));

        SlowNode slowness = slowness();
        assertThat(slowness).isNotNull();
        assertThat(slowness.reporters()).isEqualTo(2);
        assertThat(slowness.measured()).isNull();
        assertThat(status().reportedSlow()).isNull();
        assertThat(slowness.bytesPerSecond()).isEqualTo(30_000);
        assertThat(slowness.othersBytesPerSecond()).isEqualTo(20_000_000);
        assertThat(twentyTickets(2).tickets())
                .allSatisfy(ticket ->
                        assertThat(ticket.nodes()).extracting(NodeAddress::id).doesNotContain(slow));
        assertThat(twentyTickets(3).tickets())
                .as("better a slow node than none")
                .allSatisfy(ticket ->
                        assertThat(ticket.nodes()).extracting(NodeAddress::id).contains(slow));
    }

    @Test
    void reportersWhoseNamesDifferInCaseOnlyAreTwo() {
        slowNodes.report(new SlowNodeReport(slow, 20_000, 30_000_000), "oidc:bob from 10.0.0.1");
        slowNodes.report(new SlowNodeReport(slow, 20_000, 30_000_000), "oidc:Bob from 10.0.0.1");

        assertThat(slowness()).isNotNull();
    }

    @Test
    @DisplayName("I-5 replicas of different zones come before speed")
    void aSlowNodeOfAnotherZoneIsTaken() {
        NodeId far = register("far", "b");
        alice.reportSlowNode(new SlowNodeReport(far, 20_000, 30_000_000));
        bob.reportSlowNode(new SlowNodeReport(far, 20_000, 30_000_000));

        assertThat(twentyTickets(2).tickets())
                .allSatisfy(ticket ->
                        assertThat(ticket.nodes()).extracting(NodeAddress::id).contains(far));
    }

    @Test
    void aNodeComesBackByItselfWhenNobodyComplainsAnyMore() {
        complain(alice);
        complain(bob);
        update(
                "UPDATE slow_report SET reported_at = ?",
                SqlValues.time(databaseClock.instant().minus(SlowNodes.FRESH).minus(Duration.ofSeconds(1))));

        assertThat(slowness()).isNull();
        complain(alice);
        assertThat(slowness())
                .as("an old complaint does not count beside a new one")
                .isNull();
    }

    @Test
    void aComplaintIsAnsweredAlikeWhateverThereIs() {
        assertThatNoException().isThrownBy(() -> alice.reportSlowNode(new SlowNodeReport(NodeId.random(), 1, 1_000)));
        refusal(ErrorCode.INVALID_REQUEST, () -> alice.reportSlowNode(new SlowNodeReport(null, 1, 1_000)));
        refusal(ErrorCode.INVALID_REQUEST, () -> alice.reportSlowNode(new SlowNodeReport(slow, -1, 1_000)));
        refusal(ErrorCode.INVALID_REQUEST, () -> alice.reportSlowNode(new SlowNodeReport(slow, 500, 1_000)));
    }
}
