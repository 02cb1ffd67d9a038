package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BalancePlannerTest {

    private final BalancePlanner planner = new BalancePlanner(new BalanceSettings(true, 5, 20, 90));

    /** Nodes of 100 GiB, a chunk of 1 GiB with its replicas; the giver; who takes (or -). */
    static Stream<Arguments> moves() {
        return Stream.of(
                Arguments.of("to the emptiest", "1 a 40 used=60|2 b 60 used=40|3 c 90 used=10", "1 GOOD", "1", "3"),
                Arguments.of(
                        "by the part used and not by free bytes, whatever the sizes",
                        "1 a 40 used=60|2 b 90 used=10 STALE|3 c 70 used=30",
                        "1 GOOD",
                        "1",
                        "3"),
                Arguments.of(
                        "not to a slow node", "1 a 40 used=60|2 b 60 used=40|3 c 90 used=10 slow", "1 GOOD", "1", "2"),
                Arguments.of("within the band no one moves", "1 a 46 used=54|2 b 54 used=46", "1 GOOD", "1", "-"),
                Arguments.of(
                        "to a new empty node from those that are little above the mean",
                        "1 a 40 used=34|2 a 40 used=34|3 a 40 used=34|4 a 40 used=34|5 a 40 used=34|6 a 40 used=34"
                                + "|7 a 40 used=34|8 a 100",
                        "1 GOOD",
                        "1",
                        "8"),
                Arguments.of("never a second one to a node", "1 a 10 used=90|2 b 90", "1 GOOD|2 GOOD", "1", "-"),
                Arguments.of("not in place of a bad one", "1 a 10 used=90|2 b 90", "1 GOOD|2 CORRUPT", "1", "-"),
                Arguments.of(
                        "I-5 not to a zone that has one",
                        "1 a 10 used=90|2 b 50 used=50|3 b 90",
                        "1 GOOD|2 GOOD",
                        "1",
                        "-"),
                Arguments.of("within its zone", "1 a 10 used=90|2 b 50 used=50|3 a 90", "1 GOOD|2 GOOD", "1", "3"),
                Arguments.of("not to a node that is drained", "1 a 10 used=90|2 b 90 DRAINING", "1 GOOD", "1", "-"),
                Arguments.of("not to one in maintenance", "1 a 10 used=90|2 b 90 MAINTENANCE", "1 GOOD", "1", "-"),
                Arguments.of("not to one without room", "1 a 10 used=90|2 b 0", "1 GOOD", "1", "-"),
                Arguments.of("never beyond 90 %", "1 a 0 used=100|2 b 9 used=90|3 c 9 used=90", "1 GOOD", "1", "-"),
                Arguments.of("not from an emptier to a fuller one", "1 a 90|2 b 10 used=90", "1 GOOD", "1", "-"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moves")
    void choosesTheTarget(String what, String nodes, String replicas, String giver, String expected) {
        Scene scene = Scene.of(nodes);
        NodeLoads loads = new NodeLoads(scene.nodes(), Map.of());

        Optional<NodeView> target =
                planner.target(scene.chunk(1, replicas), scene.node(scene.id(giver)), scene.nodes(), loads);

        assertThat(target.map(node -> node.address().name()).orElse("-")).isEqualTo(expected);
    }

    @Test
    void countsWhatIsOnItsWay() {
        Scene scene = Scene.of("1 a 50 used=50|2 b 70 used=30|3 c 70 used=30");
        NodeLoads loads = new NodeLoads(scene.nodes(), Map.of(scene.id("1"), 20 * Scene.GIB));
        assertThat(planner.outlook(loads).givers())
                .as("what is in quarantine is as good as gone")
                .isEmpty();

        NodeLoads moving = new NodeLoads(scene.nodes(), Map.of());
        assertThat(planner.outlook(moving).givers()).containsExactly(scene.node(scene.id("1")));
        for (int i = 0; i < 9; i++) {
            moving.move(scene.id("1"), scene.id("2"), Scene.GIB);
        }
        assertThat(planner.outlook(moving).verdict()).isEqualTo("nodes are 30.0 % to 41.0 % full, all together 36.7 %");
        moving.move(scene.id("1"), scene.id("3"), 2 * Scene.GIB);
        assertThat(planner.outlook(moving).verdict()).endsWith("even enough");
    }

    @Test
    void leavesChunksAloneThatAreNotWell() {
        Scene scene = Scene.of("1 a 9|2 b 9|3 c 9 STALE");

        assertThat(BalancePlanner.isMovable(scene.chunk(2, "1 GOOD|2 GOOD"), scene.nodes()))
                .isTrue();
        assertThat(BalancePlanner.isMovable(scene.chunk(3, "1 GOOD|2 GOOD"), scene.nodes()))
                .isFalse();
        assertThat(BalancePlanner.isMovable(scene.chunk(1, "1 GOOD|2 GOOD"), scene.nodes()))
                .isFalse();
        assertThat(BalancePlanner.isMovable(scene.chunk(2, "1 GOOD|3 GOOD"), scene.nodes()))
                .isFalse();
        assertThat(BalancePlanner.isMovable(scene.unreferencedChunk(2, "1 GOOD|2 GOOD"), scene.nodes()))
                .isFalse();
    }

    @Test
    @DisplayName("however nodes and chunks are, the largest distance from the mean never grows, and moving ends")
    void evensOutAndEnds() {
        long seed = Long.getLong("dfs.seed", System.nanoTime());
        for (long run = seed; run < seed + 200; run++) {
            Cluster cluster = new Cluster(new Random(run));
            double farthest = cluster.farthest();
            int moves = 0;
            while (cluster.moveOne(planner)) {
                moves++;
                assertThat(cluster.farthest())
                        .as("seed %d, move %d", run, moves)
                        .isLessThanOrEqualTo(farthest + 1e-9);
                assertThat(moves).as("moves, seed %d", run).isLessThan(20_000);
                farthest = cluster.farthest();
                cluster.requireSpread(run);
            }
        }
    }

    /** Nodes of all sizes and chunks of all sizes, moved at once. */
    private static final class Cluster {

        private final Map<NodeId, NodeView> nodes = new LinkedHashMap<>();
        private final Map<NodeId, Long> used = new HashMap<>();
        private final List<ChunkFacts> chunks = new ArrayList<>();
        private final Map<ChunkId, Integer> zonesAtFirst = new HashMap<>();

        Cluster(Random random) {
            int count = random.nextInt(2, 12);
            for (int i = 0; i < count; i++) {
                NodeId id = new NodeId(new UUID(0, i + 1));
                long capacity = random.nextLong(200, 3000);
                NodeAddress address = new NodeAddress(id, "node-" + i, "zone-" + random.nextInt(4), "http://n:1");
                nodes.put(
                        id,
                        new NodeView(
                                address,
                                NodeHealth.HEALTHY,
                                AdminState.IN_SERVICE,
                                new NodeSpace(capacity, 0, capacity),
                                0,
                                true));
            }
            List<NodeId> ids = new ArrayList<>(nodes.keySet());
            for (int i = 0; i < 150; i++) {
                addChunk(random, ids.subList(0, random.nextInt(1, ids.size() + 1)));
            }
        }

        private void addChunk(Random random, List<NodeId> among) {
            long length = random.nextLong(1, 20);
            List<Replica> replicas = new ArrayList<>();
            int factor = random.nextInt(1, 4);
            for (NodeId node : random.ints(0, among.size())
                    .distinct()
                    .limit(Math.min(factor, among.size()))
                    .mapToObj(among::get)
                    .toList()) {
                if (used(node) + length <= view(node).space().capacityBytes()) {
                    replicas.add(new Replica(node, ReplicaState.GOOD, true));
                    used.merge(node, length, Long::sum);
                }
            }
            if (!replicas.isEmpty()) {
                ChunkFacts chunk = new ChunkFacts(
                        ChunkId.random(), length, new Crc32c(1), replicas.size(), true, false, replicas, Set.of());
                chunks.add(chunk);
                zonesAtFirst.put(chunk.id(), zones(chunk));
            }
        }

        /** Takes the first move that the planner allows. */
        boolean moveOne(BalancePlanner planner) {
            Map<NodeId, NodeView> now = views();
            NodeLoads loads = new NodeLoads(now, Map.of());
            for (NodeView giver : planner.outlook(loads).givers()) {
                NodeId from = giver.address().id();
                for (int i = 0; i < chunks.size(); i++) {
                    ChunkFacts chunk = chunks.get(i);
                    boolean holds = chunk.replicas().stream()
                            .anyMatch(replica -> replica.nodeId().equals(from));
                    Optional<NodeView> to = holds ? planner.target(chunk, giver, now, loads) : Optional.empty();
                    if (to.isPresent()) {
                        chunks.set(i, moved(chunk, from, to.get().address().id()));
                        return true;
                    }
                }
            }
            return false;
        }

        private ChunkFacts moved(ChunkFacts chunk, NodeId from, NodeId to) {
            used.merge(from, -chunk.lengthBytes(), Long::sum);
            used.merge(to, chunk.lengthBytes(), Long::sum);
            List<Replica> replicas = new ArrayList<>(chunk.replicas());
            replicas.removeIf(replica -> replica.nodeId().equals(from));
            replicas.add(new Replica(to, ReplicaState.GOOD, true));
            return chunk.with(replicas);
        }

        double farthest() {
            NodeLoads loads = new NodeLoads(views(), Map.of());
            return loads.fullestFirst().stream()
                    .mapToDouble(node -> Math.abs(loads.fill(node) - loads.mean()))
                    .max()
                    .orElse(0);
        }

        void requireSpread(long seed) {
            for (ChunkFacts chunk : chunks) {
                assertThat(chunk.replicas().stream().map(Replica::nodeId))
                        .as("I-5, seed %d", seed)
                        .doesNotHaveDuplicates();
                assertThat(zones(chunk))
                        .as("I-5 zones, seed %d", seed)
                        .isGreaterThanOrEqualTo(zonesAtFirst.get(chunk.id()));
            }
        }

        private int zones(ChunkFacts chunk) {
            return (int) chunk.replicas().stream()
                    .map(replica -> view(replica.nodeId()).address().zone())
                    .distinct()
                    .count();
        }

        private Map<NodeId, NodeView> views() {
            Map<NodeId, NodeView> now = new LinkedHashMap<>();
            nodes.forEach((id, node) -> {
                long capacity = node.space().capacityBytes();
                now.put(
                        id,
                        new NodeView(
                                node.address(),
                                node.health(),
                                node.adminState(),
                                new NodeSpace(capacity, used(id), capacity - used(id)),
                                0,
                                true));
            });
            return now;
        }

        private long used(NodeId node) {
            return used.getOrDefault(node, 0L);
        }

        private NodeView view(NodeId node) {
            return nodes.get(node);
        }
    }
}
