package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState.Mode;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.MetadataEpoch;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.TestHeartbeats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class SafeModeContract extends ServiceContract {

    private static final SafeModeExit LEAVE = new SafeModeExit(false);
    private static final Duration JUST_DEAD = Duration.ofSeconds(70);

    @Autowired
    private SafeMode safeMode;

    @Autowired
    private SafeModeWatch watch;

    @Autowired
    private MetadataEpoch epoch;

    @Autowired
    private Drains drains;

    @Test
    void aHeartbeatsReplyAnnouncesTheEpochBeforeTheLast() {
        NodeId node = register("node-1", "default");
        update("UPDATE cluster SET epoch = 41");

        assertThat(beat(node, 40).metadataEpoch()).isEqualTo(40);
        assertThat(beat(node, 7).metadataEpoch()).isEqualTo(40);

        assertThat(epoch.facts().seenEpoch()).isEqualTo(40);
        assertThat(mode()).isEqualTo(Mode.OFF);
    }

    @Test
    @DisplayName(
            "I-4 a restored copy of the database destroys nothing until a person accepts it, and then asks what is there")
    void aRestoredDatabaseHoldsBackUntilItIsAccepted() {
        NodeId node = register("node-1", "default");
        update("UPDATE cluster SET epoch = 380");
        update("UPDATE node SET reported_at = CURRENT_TIMESTAMP(6)");
        removal(node, "REQUESTED");
        removal(node, "UNLINKING");
        removal(node, "RESTORING");
        assertThat(actions(beat(node, 379)))
                .containsExactlyInAnyOrder(
                        RemovalCommand.Action.QUARANTINE, RemovalCommand.Action.UNLINK, RemovalCommand.Action.RESTORE);

        HeartbeatReply reply = beat(node, 500);

        assertThat(actions(reply)).containsExactly(RemovalCommand.Action.RESTORE);
        assertThat(reply.metadataEpoch()).as("too low for its nodes to obey").isLessThan(500);
        assertThat(mode()).isEqualTo(Mode.RESTORED_DATABASE);
        assertThat(beat(node, 0).removals())
                .as("it does not matter what others have seen")
                .hasSize(1);
        DfsException refusal = refusal(ErrorCode.SAFE_MODE, () -> operations.leaveSafeMode(LEAVE));
        assertThat(refusal).hasMessageContaining("380").hasMessageContaining("accept");

        assertThat(operations.leaveSafeMode(new SafeModeExit(true)).mode()).isEqualTo(Mode.OFF);

        HeartbeatReply after = beat(node, 500);
        assertThat(after.metadataEpoch()).isGreaterThan(500);
        assertThat(after.chunkReportWanted()).isTrue();
        assertThat(after.removals()).hasSize(3);
        assertThat(operations.leaveSafeMode(new SafeModeExit(true)).mode())
                .as("told twice")
                .isEqualTo(Mode.OFF);
    }

    @Test
    @DisplayName("I-4 when more than a third of the nodes vanish, nothing is ordered until all are back")
    void aMassLossLastsUntilAllAreBack() {
        List<NodeId> nodes = nodes(6);
        removal(nodes.getFirst(), "REQUESTED");
        nodes.subList(4, 6).forEach(node -> silence(node, JUST_DEAD));
        assertThat(mode()).as("a third").isEqualTo(Mode.OFF);
        silence(nodes.get(3), JUST_DEAD);

        assertThat(watch.look().mode()).isEqualTo(Mode.MASS_LOSS);
        assertThat(beat(nodes.getFirst(), 0).removals()).isEmpty();
        nodes.subList(3, 5).forEach(this::revive);
        assertThat(mode()).as("one is not back").isEqualTo(Mode.MASS_LOSS);

        revive(nodes.get(5));
        assertThat(watch.look().mode()).isEqualTo(Mode.OFF);
        assertThat(beat(nodes.getFirst(), 0).removals()).hasSize(1);
    }

    @Test
    void aPersonMayEndAMassLoss() {
        List<NodeId> nodes = nodes(3);
        nodes.subList(1, 3).forEach(node -> silence(node, JUST_DEAD));
        assertThat(watch.look().reason()).contains("2 of 3 nodes").contains("node-1, node-2");

        assertThat(operations.leaveSafeMode(LEAVE).mode()).isEqualTo(Mode.OFF);

        assertThat(watch.look().mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void aStartIsNothingToLeave() {
        NodeId node = register("node-1", "default");
        Instant now = databaseClock.instant();
        silence(node, Duration.ofSeconds(65));
        startOfListening(now.minusSeconds(20));
        assertThat(mode()).isEqualTo(Mode.STARTING);

        DfsException refusal = refusal(ErrorCode.SAFE_MODE, () -> operations.leaveSafeMode(LEAVE));

        assertThat(refusal).hasMessageContaining("nothing to leave").hasMessageContaining("node-1");
        beat(node, 0);
        assertThat(mode()).isEqualTo(Mode.OFF);
        assertThat(operations.leaveSafeMode(LEAVE).mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void nodesThatAreAwayOrInMaintenanceAreNotMissed() {
        List<NodeId> nodes = nodes(3);
        nodes.forEach(node -> silence(node, JUST_DEAD));
        adminState(nodes.get(0), "MAINTENANCE");
        update("UPDATE node SET away_until = ? WHERE name <> 'node-0'", soon());

        assertThat(mode()).isEqualTo(Mode.OFF);
    }

    @Test
    @DisplayName("I-4 no drain ends and no node is forgotten in safe mode")
    void nodesAreNotGivenUpInSafeMode() {
        List<NodeId> nodes = nodes(4);
        adminState(nodes.get(0), "DRAINING");
        adminState(nodes.get(1), "DRAINED");
        nodes.subList(2, 4).forEach(node -> silence(node, JUST_DEAD));

        assertThat(drains.finish()).isEmpty();
        assertThat(operations.drainProgress("node-0").chunksLeft()).isZero();
        refusal(ErrorCode.SAFE_MODE, () -> operations.removeNode("node-1"));

        nodes.forEach(this::revive);
        assertThat(drains.finish()).containsExactly("node-0");
    }

    private Mode mode() {
        return safeMode.state().mode();
    }

    private List<NodeId> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> register("node-" + i, "default"))
                .toList();
    }

    private HeartbeatReply beat(NodeId node, long seenEpoch) {
        return api.heartbeat(
                node, TestHeartbeats.of(1, Instant.now(), new NodeSpace(GIB, 0, GIB), 0, 0, List.of(), seenEpoch));
    }

    private static List<RemovalCommand.Action> actions(HeartbeatReply reply) {
        return reply.removals().stream().map(RemovalCommand::action).toList();
    }

    private Object soon() {
        return SqlValues.time(databaseClock.instant().plusSeconds(60));
    }

    private void removal(NodeId node, String state) {
        update(
                "INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at,"
                        + " tell_at)"
                        + " VALUES (?, ?, ?, 1000, 'EXCESS', 'test', ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6),"
                        + " CURRENT_TIMESTAMP(6))",
                bytes(Ids.next()),
                bytes(ChunkId.random().value()),
                bytes(node.value()),
                state);
    }
}
