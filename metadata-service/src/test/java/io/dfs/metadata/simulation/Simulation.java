package io.dfs.metadata.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** A cluster through the years. */
final class Simulation {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final long GIB = 1L << 30;

    private final World world;
    private final Timeline time;
    private final Oracle oracle;
    private final Nodes nodes;
    private final Metadata metadata;
    private final Clients clients;
    private final Faults faults;
    private final int size;
    private final int files;
    private double nodeYears;

    /**
     * @param files about so many at any time
     * @param severity how many times as often as usual something is lost
     */
    Simulation(long seed, int size, int zones, int files, double severity) {
        this.size = size;
        this.files = files;
        this.world = new World(seed);
        this.time = world.time;
        this.oracle = new Oracle(world);
        this.nodes = new Nodes(world, oracle, severity);
        this.metadata = nodes.metadata();
        this.clients = new Clients(world, oracle, nodes);
        long replicaBytes = files * 2L * 3 * GIB / 5;
        long diskBytes = Math.max(2 * GIB, 17 * replicaBytes / 10 / size / Faults.DISKS);
        this.faults = new Faults(
                world, oracle, nodes, new Faults.Shape(size, zones, diskBytes, severity), () -> clients.act(files));
        oracle.watch(metadata.views);
        for (int i = 0; i < size; i++) {
            faults.add("zone-" + i % zones);
        }
        runFor(Duration.ofHours(1));
        for (int i = 0; i < files; i++) {
            clients.write(null);
        }
        runFor(DAY);
    }

    /** Years with faults, then a quiet time in which all must become well by itself. */
    void run(double years) {
        faults.begin();
        everyDay();
        double actsPerYear = 2 * files;
        act(actsPerYear);
        runFor(Duration.ofMillis((long) (years * YEAR.toMillis())));
        faults.end();
        runFor(Duration.ofDays(45));
        requireRest();
    }

    private void act(double perYear) {
        time.after(world.untilNext(perYear), () -> {
            clients.act(files);
            act(perYear);
        });
    }

    private void everyDay() {
        time.after(DAY, () -> {
            metadata.receive(() -> {
                metadata.finishDrains();
                metadata.scanAll();
                metadata.balance();
                nodes.heard().forEach(nodes::errand);
                oracle.requireProgress(metadata.safeMode().isOn());
            });
            nodeYears += world.those(machine -> !machine.destroyed).size() / 365.0;
            everyDay();
        });
    }

    private void runFor(Duration duration) {
        Instant end = time.now().plus(duration);
        while (time.step(end)) {
            metadata.settle();
        }
    }

    /** Clients go on writing, and nodes are evened out after them: all is well when nothing else is left to do. */
    private void requireRest() {
        for (int hour = 0; hour < 24 && !isWell(); hour++) {
            runFor(Duration.ofHours(1));
        }
        assertThat(oracle.faultsLeft()).as("I-6 left after healing").isEmpty();
        assertThat(metadata.repair.urgent())
                .as("work left: %s", metadata.repair)
                .isZero();
        assertThat(metadata.safeMode().isOn()).as("safe mode").isFalse();
    }

    private boolean isWell() {
        return oracle.faultsLeft().isEmpty()
                && metadata.repair.urgent() == 0
                && !metadata.safeMode().isOn();
    }

    String summary() {
        String counts = time.counts().entrySet().stream()
                .map(count -> "%s %d".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                """
                %.0f node-years of %d nodes, %d steps, %d files at the end; longest time with one good replica: %s; lost to faults: %d
                  %s
                %s""",
                nodeYears,
                size,
                time.steps(),
                world.db.files.size(),
                oracle.longestAtOne,
                oracle.losses.size(),
                counts,
                oracle.losses.stream().map(loss -> "  lost: " + loss + "\n").collect(Collectors.joining()));
    }

    String trace() {
        return time.lastLines("");
    }
}
