package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.id.ChunkId;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clusters of many sizes in virtual time, with faults by lot: nodes die, return, are lost for good, lose their disks, are
 * drained and added; bytes rot; factors change; controllers die with their claims. Each act is checked, and when the faults
 * end all must become well by itself. Replay: {@code -Ddfs.seed=…}.
 */
class RepairSimulationTest {

    private static final int FAULTY_STEPS = 250;
    private static final int HEALING_STEPS = 4_000;
    private static final int QUIET_STEPS = 60;
    private static final long GIB = 1L << 30;

    private final long seed = Long.getLong("dfs.seed", System.nanoTime());

    @ParameterizedTest(name = "{0} nodes in {1} zones, {2} chunks")
    @CsvSource({"50, 5, 500", "150, 3, 600", "500, 20, 1000"})
    @DisplayName("I-4 I-5 I-6 I-9 whatever happens, nothing is lost, no limit is broken, and in the end all is well")
    void healsAndComesToRest(int nodes, int zones, int chunks) {
        System.out.printf("simulation of %d nodes: -Ddfs.seed=%d%n", nodes, seed);
        Random random = new Random(seed + nodes);
        SimulatedCluster cluster = cluster(random, nodes, zones, chunks);
        try {
            for (int step = 0; step < FAULTY_STEPS; step++) {
                new Faults(random, cluster, zones).strike();
                cluster.step();
                cluster.requireNothingLost();
            }
            endFaults(cluster);
            int steps = heal(cluster);
            System.out.printf(
                    "%d copies, %d of them moves, %d trims; well %d s after the last fault%n",
                    cluster.copies, cluster.moves, cluster.trims, steps * 5);
            requireRest(cluster);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static SimulatedCluster cluster(Random random, int nodes, int zones, int chunks) {
        SimulatedCluster cluster = new SimulatedCluster(random);
        long mean = 3L * chunks * GIB / nodes;
        for (int i = 0; i < nodes; i++) {
            cluster.addNode("zone-" + i % zones, mean * (2 + random.nextInt(4)));
        }
        for (int i = 0; i < chunks; i++) {
            cluster.addChunk(1 + random.nextLong(2 * GIB), 2 + random.nextInt(3));
        }
        return cluster;
    }

    private static void endFaults(SimulatedCluster cluster) {
        for (SimulatedNode node : cluster.nodes.values()) {
            if (!node.up && !node.destroyed) {
                node.up = true;
                cluster.report(node);
            }
        }
    }

    /** How many steps it took until nothing was left to do. */
    private static int heal(SimulatedCluster cluster) {
        int quiet = 0;
        for (int step = 0; step < HEALING_STEPS; step++) {
            cluster.step();
            quiet = cluster.faults().isEmpty() ? quiet + 1 : 0;
            if (quiet == QUIET_STEPS / 4) {
                return step;
            }
        }
        assertThat(cluster.faults()).as("I-6 left after healing").isEmpty();
        return HEALING_STEPS;
    }

    private static void requireRest(SimulatedCluster cluster) {
        int copies = cluster.copies;
        int trims = cluster.trims;
        for (int step = 0; step < QUIET_STEPS; step++) {
            cluster.step();
        }
        assertThat(cluster.faults()).isEmpty();
        assertThat(List.of(cluster.copies, cluster.trims))
                .as("copies and trims when all is well")
                .containsExactly(copies, trims);
        cluster.requireNothingLost();
    }

    /** What goes wrong in five seconds. */
    private record Faults(Random random, SimulatedCluster cluster, int zones) {

        void strike() {
            for (SimulatedNode node : cluster.nodes.values()) {
                if (!node.up && !node.destroyed && random.nextInt(50) == 0) {
                    node.up = true;
                    cluster.report(node);
                }
            }
            oneIn(8, this::kill);
            oneIn(3, this::rot);
            oneIn(100, this::wipe);
            oneIn(200, this::destroy);
            oneIn(100, this::drain);
            oneIn(100, this::resume);
            oneIn(100, this::add);
            oneIn(10, () -> cluster.setFactor(anyChunk(), 1 + random.nextInt(4)));
        }

        private void oneIn(int chances, Runnable fault) {
            if (random.nextInt(chances) == 0) {
                fault.run();
            }
        }

        private ChunkId anyChunk() {
            return cluster.chunkIds.get(random.nextInt(cluster.chunkIds.size()));
        }

        private SimulatedNode anyNode() {
            List<SimulatedNode> candidates = cluster.upAndServing();
            return candidates.get(random.nextInt(candidates.size()));
        }

        private boolean fewAre(Predicate<SimulatedNode> state) {
            return cluster.nodes.values().stream().filter(state).count() * 10 < cluster.nodes.size();
        }

        private void kill() {
            if (fewAre(node -> !node.up)) {
                anyNode().up = false;
            }
        }

        private void rot() {
            ChunkId chunk = anyChunk();
            cluster.nodes.values().stream()
                    .filter(node -> node.hasGood(chunk))
                    .findFirst()
                    .ifPresent(node -> cluster.rot(chunk, node));
        }

        private void wipe() {
            SimulatedNode node = anyNode();
            if (cluster.isDispensable(node)) {
                node.wipe();
                cluster.report(node);
            }
        }

        private void destroy() {
            SimulatedNode node = anyNode();
            if (fewAre(other -> other.destroyed) && cluster.isDispensable(node)) {
                node.wipe();
                node.up = false;
                node.destroyed = true;
            }
        }

        private void drain() {
            if (fewAre(node -> node.adminState != AdminState.IN_SERVICE)) {
                anyNode().adminState = AdminState.DRAINING;
            }
        }

        private void resume() {
            cluster.nodes.values().stream()
                    .filter(node -> node.adminState == AdminState.DRAINING)
                    .findFirst()
                    .ifPresent(node -> node.adminState = AdminState.IN_SERVICE);
        }

        private void add() {
            long mean = 3L * cluster.chunkIds.size() * GIB / cluster.nodes.size();
            cluster.addNode("zone-" + random.nextInt(zones), mean * (2 + random.nextInt(4)));
        }
    }
}
