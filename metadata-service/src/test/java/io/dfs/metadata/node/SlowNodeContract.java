package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.Role;
import io.dfs.common.api.SlowNode;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class SlowNodeContract extends ServiceContract {

    private static final long LENGTH = 64L << 20;

    @Autowired
    private SlowNodes slowNodes;

    private NodeId slow;
    private MetadataApi alice;
    private MetadataApi bob;

    @BeforeEach
    void setTheScene() {
        register("node-1", "a");
        register("node-2", "a");
        slow = register("slow", "a");
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
        return admin.nodes().nodes().stream()
                .filter(node -> node.id().equals(slow))
                .findFirst()
                .map(NodeStatus::slow)
                .orElse(null);
    }

    private Allocation twentyTickets(int replicas) {
        return admin.allocate(AllocationRequest.newChunks(20, LENGTH, replicas, Set.of()));
    }

    @Test
    void oneReporterHasNoEffectHoweverOftenItComplains() {
        complain(alice);
        complain(alice);

        assertThat(slowness()).isNull();
    }

    @Test
    void twoReportersMakeANodeSlowAndPlacementAvoidsItWhileOthersCanBeHad() {
        complain(alice);
        bob.reportSlowNode(new SlowNodeReport(slow, 30_000, 20_000_000));

        SlowNode slowness = slowness();
        assertThat(slowness).isNotNull();
        assertThat(slowness.reporters()).isEqualTo(2);
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
