package io.dfs.metadata.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.file.ReplicaOrder.ReadableReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaOrderTest {

    private static final ReadableReplica BEST = replica("here", NodeHealth.HEALTHY, ReplicaState.GOOD, 0);
    private static final ReadableReplica BUSY_HERE = replica("here", NodeHealth.HEALTHY, ReplicaState.GOOD, 40);
    private static final ReadableReplica IDLE = replica("there", NodeHealth.HEALTHY, ReplicaState.GOOD, 0);
    private static final ReadableReplica BUSY = replica("there", NodeHealth.HEALTHY, ReplicaState.GOOD, 40);
    private static final ReadableReplica SLOW = new ReadableReplica(
            new KnownNode(BEST.node().address(), NodeHealth.HEALTHY, AdminState.IN_SERVICE, 0, true),
            ReplicaState.GOOD);
    private static final ReadableReplica STALE = replica("here", NodeHealth.STALE, ReplicaState.GOOD, 0);
    private static final ReadableReplica SUSPECT = replica("here", NodeHealth.HEALTHY, ReplicaState.SUSPECT, 0);
    private static final ReadableReplica STALE_SUSPECT = replica("here", NodeHealth.STALE, ReplicaState.SUSPECT, 0);
    private static final ReadableReplica DEAD = replica("here", NodeHealth.DEAD, ReplicaState.GOOD, 0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverTheChanceTheBetterReplicaComesFirst(long seed) {
        List<ReadableReplica> best = List.of(BEST, BUSY_HERE, IDLE, BUSY, SLOW, STALE, SUSPECT, STALE_SUSPECT, DEAD);
        List<ReadableReplica> shuffled = new ArrayList<>(best);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(ReplicaOrder.of(shuffled, "here", new Random(seed)))
                .containsExactlyElementsOf(
                        best.stream().map(replica -> replica.node().address()).toList());
    }

    @Test
    void equallyGoodReplicasTakeTurns() {
        ReadableReplica other = replica("there", NodeHealth.HEALTHY, ReplicaState.GOOD, 3);
        Random random = new Random(1);
        Set<NodeAddress> first = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            first.add(ReplicaOrder.of(List.of(IDLE, other), null, random).getFirst());
        }
        assertThat(first).hasSize(2);
    }

    @Test
    @DisplayName("I-3 replicas known to be bad are never given to a reader")
    void replicasKnownToBeBadAreNeverGivenToAReader() {
        assertThat(ReplicaState.values())
                .filteredOn(ReplicaOrder::isReadable)
                .containsExactly(ReplicaState.GOOD, ReplicaState.SUSPECT, ReplicaState.FAILING);
    }

    private static ReadableReplica replica(String host, NodeHealth health, ReplicaState state, int transfers) {
        NodeAddress address = new NodeAddress(NodeId.random(), "n", "z", "http://" + host + ":7080");
        return new ReadableReplica(new KnownNode(address, health, AdminState.IN_SERVICE, transfers), state);
    }
}
