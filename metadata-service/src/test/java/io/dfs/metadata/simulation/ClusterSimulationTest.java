package io.dfs.metadata.simulation;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clusters of several sizes in virtual time, for more than 10,000 node-years together. Others: {@code -Ddfs.seed=…}; more:
 * {@code -Ddfs.simulation.node-years=…}.
 */
class ClusterSimulationTest {

    private static final double USUAL_NODE_YEARS = 10_000;

    /** The same each time, so that a build fails by what was changed; longer runs with others are for people and nights. */
    private static final long USUAL_SEED = 11;

    private final long seed = Long.getLong("dfs.seed", USUAL_SEED);
    private final double factor =
            Double.parseDouble(System.getProperty("dfs.simulation.node-years", "10000")) / USUAL_NODE_YEARS;

    @ParameterizedTest(name = "{0} nodes in {1} zones, {2} files, {3} years, losses x {4}")
    @CsvSource({"200, 10, 100, 20, 1", "60, 3, 30, 78, 1", "12, 4, 10, 90, 1", "5, 1, 6, 80, 1", "9, 3, 15, 1.5, 60"})
    @DisplayName(
            "I-4 I-5 I-6 I-9 I-10 through the years only faults lose anything, no limit is broken, and all becomes well again")
    void yearsOfFaults(int nodes, int zones, int files, double years, double severity) {
        System.out.printf("simulation of %d nodes: -Ddfs.seed=%d%n", nodes, seed);
        Simulation simulation = new Simulation(seed + nodes, nodes, zones, files, severity);
        try {
            simulation.run(years * factor);
        } catch (AssertionError | RuntimeException e) {
            System.out.println(simulation.trace());
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + simulation.summary(), e);
        }
        System.out.println(simulation.summary());
    }
}
