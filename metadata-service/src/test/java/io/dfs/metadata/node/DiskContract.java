package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dfs.common.api.DiskRequest;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeDisk.Condition;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.support.TestHeartbeats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class DiskContract extends ServiceContract {

    private final UUID first = Ids.next();
    private final UUID second = Ids.next();

    private static NodeDisk inUse(UUID id, String path) {
        return new NodeDisk(id, path, Condition.IN_USE, null);
    }

    private static NodeDisk empty(String path) {
        return new NodeDisk(null, path, Condition.EMPTY, null);
    }

    private NodeRegistered start(NodeId id, String name, NodeDisk... disks) {
        NodeRegistration own = registration(id, name, "default", GIB);
        return api.register(new NodeRegistration(
                id,
                name,
                null,
                own.advertisedUrl(),
                own.zone(),
                own.version(),
                own.space(),
                own.publicKey(),
                List.of(disks)));
    }

    private void beat(NodeId id, long epoch, NodeDisk... disks) {
        api.heartbeat(id, TestHeartbeats.withDisks(epoch, new NodeSpace(GIB, 0, GIB), List.of(disks)));
    }

    private NodeId nodeWithTwoDisks(String name) {
        NodeId id = NodeId.random();
        assertThat(start(id, name, empty("/d1"), empty("/d2")).disks()).allMatch(verdict -> verdict.joins());
        beat(id, 1, inUse(first, "/d1"), inUse(second, "/d2"));
        return id;
    }

    private DiskRequest disk(Object disk) {
        return new DiskRequest(disk.toString(), false);
    }

    private DiskStatus disk(String node, UUID id) {
        return operations.disks(node).disks().stream()
                .filter(disk -> disk.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewNodesDisksJoinAndAreRemembered() {
        nodeWithTwoDisks("node-1");

        assertThat(operations.disks(null).disks())
                .extracting(DiskStatus::node, DiskStatus::id, DiskStatus::path, DiskStatus::state)
                .containsExactly(
                        tuple("node-1", first, "/d1", DiskState.IN_USE),
                        tuple("node-1", second, "/d2", DiskState.IN_USE));
    }

    @Test
    @DisplayName("I-7 a node that dies before it has marked its disks starts again by itself")
    void aNodeThatDiesBeforeItHasMarkedItsDisksStartsAgain() {
        NodeId lost = NodeId.random();
        start(lost, "node-1", empty("/d1"));
        kill(lost);

        NodeId again = NodeId.random();
        assertThat(start(again, "node-1", empty("/d1")).disks().getFirst().joins())
                .isTrue();
        assertThat(api.nodes().nodes()).extracting(NodeStatus::id).containsExactly(again);
    }

    @Test
    @DisplayName("an empty directory in the place of a disk is refused until it is accepted")
    void anEmptyDirectoryIsRefusedUntilItIsAccepted() {
        NodeId id = nodeWithTwoDisks("node-1");
        Instant heard = databaseClock.instant();

        assertThat(start(id, "node-1", inUse(first, "/d1"), empty("/d2")).disks())
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.joins()).isFalse();
                    assertThat(verdict.reason()).contains(second.toString(), "dfs node disk accept node-1 /d2");
                });
        DiskStatus missing = disk("node-1", second);
        assertThat(missing.state()).isEqualTo(DiskState.MISSING);
        assertThat(missing.detail()).contains("empty directory");
        assertThat(missing.lastSeenAt()).isBeforeOrEqualTo(heard);

        refusal(ErrorCode.DISK_NEEDED, () -> operations.replaceDisk("node-1", disk("/d2")));
        allHaveReported();
        assertThat(operations.replaceDisk("node-1", disk("/d2")).state()).isEqualTo(DiskState.REPLACED);
        refusal(ErrorCode.NODE_UNKNOWN, () -> api.heartbeat(id, heartbeat(2)));

        assertThat(start(id, "node-1", inUse(first, "/d1"), empty("/d2"))
                        .disks()
                        .getFirst()
                        .joins())
                .isTrue();
    }

    @Test
    void aDiskThatIsMountedAgainIsInUseAgain() {
        NodeId id = nodeWithTwoDisks("node-1");
        start(id, "node-1", inUse(first, "/d1"), empty("/d2"));
        allHaveReported();
        operations.retireDisk("node-1", disk(second));

        start(id, "node-1", inUse(first, "/d1"), inUse(second, "/d2"));

        assertThat(disk("node-1", second).state()).isEqualTo(DiskState.IN_USE);
    }

    @Test
    void aNodeIsToldWhichOfItsDisksWereGivenUp() {
        NodeId id = nodeWithTwoDisks("node-1");
        NodeDisk missing = new NodeDisk(second, "/d2", Condition.MISSING, null);
        assertThat(start(id, "node-1", inUse(first, "/d1"), missing).disksGivenUp())
                .isEmpty();
        allHaveReported();
        operations.retireDisk("node-1", disk(second));

        assertThat(start(id, "node-1", inUse(first, "/d1"), missing).disksGivenUp())
                .containsExactly(second);
        start(id, "node-1", inUse(first, "/d1"));
        assertThat(disk("node-1", second).state()).isEqualTo(DiskState.RETIRED);
    }

    @Test
    void theServiceBesideTheMarkersAlsoRemembersWhatOnlyTheyTell() {
        NodeId id = NodeId.random();

        NodeRegistered registered = start(
                id, "node-1", inUse(first, "/d1"), empty("/d2"), new NodeDisk(second, "/d2", Condition.MISSING, null));

        assertThat(registered.disks().getFirst().joins()).isFalse();
        assertThat(disk("node-1", second).state()).isEqualTo(DiskState.MISSING);
    }

    @Test
    @DisplayName("I-4 a disk with the last copy of something is not given up without force")
    void aDiskWithALastCopyIsNotGivenUpWithoutForce() {
        NodeId id = nodeWithTwoDisks("node-1");
        NodeId other = register("node-2", "default");
        ChunkId safe = chunk(2, id, other);
        ChunkId last = chunk(2, id);
        start(id, "node-1", inUse(first, "/d1"), empty("/d2"));
        allHaveReported();
        replica(safe, id, ReplicaState.MISSING);
        replica(last, id, ReplicaState.MISSING);

        assertThat(refusal(ErrorCode.DISK_NEEDED, () -> operations.retireDisk("node-1", disk(second))))
                .hasMessageContaining("1 chunks (1000 B)")
                .hasMessageContaining("--force");
        assertThat(disk("node-1", second).state()).isEqualTo(DiskState.MISSING);

        operations.retireDisk("node-1", new DiskRequest(second.toString(), true));
        assertThat(disk("node-1", second).state()).isEqualTo(DiskState.RETIRED);
        assertThat(start(id, "node-1", inUse(first, "/d1"), empty("/d2"))
                        .disks()
                        .getFirst()
                        .joins())
                .as("its place stays barred")
                .isFalse();
    }

    @Test
    void aDiskInUseIsNotGivenUp() {
        nodeWithTwoDisks("node-1");

        assertThat(refusal(ErrorCode.DISK_NEEDED, () -> operations.retireDisk("node-1", disk("/d1"))))
                .hasMessageContaining("in use");
    }

    @Test
    @DisplayName("a node with empty disks does not get the name of one with replicas, dead or alive")
    void anEmptyNodeDoesNotGetTheNameOfOneWithReplicas() {
        NodeId real = nodeWithTwoDisks("node-1");
        chunk(1, real);
        kill(real);

        assertThat(refusal(
                        ErrorCode.NODE_NAME_TAKEN, () -> start(NodeId.random(), "node-1", empty("/d1"), empty("/d2"))))
                .hasMessageContaining("mount")
                .hasMessageContaining("dfs node disk accept node-1");

        assertThat(start(real, "node-1", inUse(first, "/d1"), inUse(second, "/d2"))
                        .epoch())
                .as("with its disks back it simply returns")
                .isEqualTo(2);
        assertThat(api.nodes().nodes()).extracting(NodeStatus::id).containsExactly(real);
    }

    @Test
    @DisplayName(
            "when the last disk of a dead node is given up, a new node gets its name, and its replicas are repaired")
    void aLostNodesNameIsFreeWhenItsLastDiskIsGivenUp() {
        NodeId lost = nodeWithTwoDisks("node-1");
        NodeId other = register("node-2", "default");
        ChunkId chunk = chunk(2, lost, other);
        assertThat(refusal(ErrorCode.DISK_NEEDED, () -> operations.replaceDisk("node-1", disk("/d1"))))
                .hasMessageContaining("counts as dead");
        kill(lost);

        operations.replaceDisk("node-1", disk("/d1"));
        refusal(ErrorCode.NODE_NAME_TAKEN, () -> start(NodeId.random(), "node-1", empty("/d1")));
        String renamed = operations.replaceDisk("node-1", disk("/d2")).node();

        NodeId fresh = NodeId.random();
        assertThat(start(fresh, "node-1", empty("/d1"), empty("/d2")).disks()).allMatch(verdict -> verdict.joins());
        assertThat(renamed).startsWith("node-1.lost-");
        assertThat(api.nodes().nodes())
                .extracting(NodeStatus::name, NodeStatus::id, NodeStatus::health)
                .contains(tuple("node-1", fresh, NodeHealth.HEALTHY), tuple(renamed, lost, NodeHealth.DEAD));
        assertThat(replicas(chunk)).as("still recorded, so that it is repaired").containsKey(lost);
    }

    @Test
    void aRemovedNodesDisksAreForgotten() {
        NodeId id = nodeWithTwoDisks("node-1");
        kill(id);

        operations.removeNode("node-1");

        assertThat(operations.disks(null).disks()).isEmpty();
    }

    @Test
    void aDiskOfAnotherNodeIsRefused() {
        nodeWithTwoDisks("node-1");

        assertThat(refusal(ErrorCode.INVALID_REQUEST, () -> start(NodeId.random(), "node-2", inUse(first, "/d1"))))
                .hasMessageContaining("copy");
    }

    @Test
    @DisplayName("a node of an older version, which says nothing of its disks, continues")
    void aNodeOfAnOlderVersionGoesOn() {
        NodeId id = nodeWithTwoDisks("node-1");

        NodeRegistered registered = api.register(registration(id, "node-1", "default", GIB));

        assertThat(registered.disks()).isNull();
        assertThat(operations.disks("node-1").disks())
                .extracting(DiskStatus::state)
                .containsOnly(DiskState.IN_USE);
    }

    @Test
    void refusesDisksThatBreakARule() {
        NodeId id = NodeId.random();

        for (NodeDisk disk : List.of(
                new NodeDisk(null, "/d", Condition.IN_USE, null),
                empty(""),
                empty("/".repeat(4097)),
                new NodeDisk(first, "/d", Condition.FAILED, "x".repeat(1001)))) {
            refusal(ErrorCode.INVALID_REQUEST, () -> start(id, "node-1", disk));
        }
        nodeWithTwoDisks("node-1");
        refusal(ErrorCode.DISK_UNKNOWN, () -> operations.retireDisk("node-1", disk("/d3")));
        refusal(ErrorCode.INVALID_REQUEST, () -> operations.retireDisk("node-1", disk(" ")));
        refusal(ErrorCode.NODE_UNKNOWN, () -> operations.retireDisk("node-9", disk("/d1")));
        refusal(ErrorCode.NODE_UNKNOWN, () -> operations.disks("node-9"));
    }

    @Test
    void aDiskThatWasSeenLongAgoSaysSo() {
        NodeId id = nodeWithTwoDisks("node-1");
        silence(id, Duration.ofHours(3));
        beat(id, 1, inUse(first, "/d1"), empty("/d2"));

        assertThat(disk("node-1", first).lastSeenAt())
                .isAfter(disk("node-1", second).lastSeenAt());
    }
}
