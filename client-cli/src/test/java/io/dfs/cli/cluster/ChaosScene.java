package io.dfs.cli.cluster;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.error.DfsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all kinds of faults share: the cluster, the dice, and how much may be out of order at the same time. A node that is away is
 * out of order by its name; other disorders say of what they are: {@code "clock of node-1"}. Not thread-safe.
 */
final class ChaosScene {

    /** Of three replicas one is left then. */
    private static final int MOST_NODES_AWAY = 2;

    /** Of each kind of disorder that leaves a node at work. */
    private static final int MOST_OF_A_KIND = 2;

    private static final int OPERATIONS_BETWEEN_STOPS = 10;

    private static final Duration UNTIL_DAMAGE_IS_FOUND = Duration.ofSeconds(60);

    private final FaultCluster cluster;
    private final ChaosFigures figures;
    private final Random random;
    private final Supplier<List<String>> paths;
    private final Supplier<Boolean> isSound;
    private final Consumer<String> told;
    private final Disorders disorders;
    private boolean calm;
    private long operationsAtLastStop;
    private long lastDamageNanos = System.nanoTime();

    /**
     * @param paths files that the cluster holds
     * @param isSound whether every file has all its replicas
     * @param told a line for each thing that happens
     */
    ChaosScene(
            FaultCluster cluster,
            ChaosFigures figures,
            Random random,
            Supplier<List<String>> paths,
            Supplier<Boolean> isSound,
            Consumer<String> told) {
        this.cluster = cluster;
        this.figures = figures;
        this.random = random;
        this.paths = paths;
        this.isSound = isSound;
        this.told = told;
        this.disorders = new Disorders(told);
    }

    FaultCluster cluster() {
        return cluster;
    }

    Random random() {
        return random;
    }

    Disorders disorders() {
        return disorders;
    }

    List<String> paths() {
        return paths.get();
    }

    <T> T anyOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    Duration upTo(int seconds) {
        return Duration.ofMillis(500 + random.nextInt(seconds * 1000));
    }

    void tell(String line) {
        told.accept(line);
    }

    /** How many have happened. */
    long faults() {
        return figures.faults();
    }

    /** A fault that happens now. */
    void tell(ChaosFault fault, String what) {
        figures.fault(fault);
        told.accept("%s %s".formatted(fault, what));
    }

    /**
     * Something is out of order for a while.
     *
     * @param what it is, unless that is out of order already: then nothing happens
     */
    void disturb(
            ChaosFault fault, String what, String how, int mostSeconds, Runnable work, String healing, Runnable heal) {
        if (disorders.has(what)) {
            return;
        }
        Duration length = upTo(mostSeconds);
        tell(fault, "%s%s for %.1f s".formatted(what, how, length.toNanos() / 1e9));
        work.run();
        disorders.begin(what, length, healing, heal);
    }

    /** While it is calm no node goes away and nothing is destroyed. */
    void setCalm(boolean calm) {
        this.calm = calm;
    }

    boolean isCalm() {
        return calm;
    }

    Optional<String> nodeThatMayGo() {
        List<String> here = cluster.nodeNames().stream()
                .filter(node -> !disorders.has(node) && cluster.member(node).isRunning())
                .toList();
        return !calm && nodesAway() < MOST_NODES_AWAY ? Optional.of(anyOf(here)) : Optional.empty();
    }

    /** A node for a disorder that leaves it at work. */
    Optional<String> nodeForMore(String ofWhat) {
        String node = anyOf(cluster.nodeNames());
        return disorders.count(ofWhat) < MOST_OF_A_KIND && !disorders.has(ofWhat + node) && !disorders.has(node)
                ? Optional.of(node)
                : Optional.empty();
    }

    /** Those that are still starting included. */
    private long nodesAway() {
        return cluster.nodeNames().stream()
                .filter(node -> disorders.has(node) || !cluster.member(node).hasStarted())
                .count();
    }

    /**
     * Whether what no client can work without may go away: it has started since the last time, and the clients have done some work
     * meanwhile. Otherwise they would do nothing on a slow machine but wait.
     */
    boolean mayAllStop() {
        return !isMetadataAway()
                && cluster.member("metadata").hasStarted()
                && figures.operations() - operationsAtLastStop >= OPERATIONS_BETWEEN_STOPS;
    }

    /** Notes that the clients can't work now. */
    void noteStop() {
        operationsAtLastStop = figures.operations();
    }

    /** Also while its database is. */
    boolean isMetadataAway() {
        return disorders.has("metadata") || disorders.has("database");
    }

    void noteDamage() {
        lastDamageNanos = System.nanoTime();
    }

    boolean isDamageOlderThan(Duration age) {
        return System.nanoTime() - lastDamageNanos > age.toNanos();
    }

    /** Whether nothing is away or destroyed, by what is known here and by what the cluster says. */
    boolean isWhole() {
        return nodesAway() == 0
                && disorders.count("disk of ") == 0
                && !isMetadataAway()
                && isDamageOlderThan(UNTIL_DAMAGE_IS_FOUND)
                && saysThatItIsWhole();
    }

    boolean saysThatItIsWhole() {
        try {
            return cluster.metadataNow().nodes().nodes().stream()
                            .map(NodeStatus::health)
                            .allMatch(NodeHealth.HEALTHY::equals)
                    && cluster.operationsNow().status().safeMode().mode() == SafeModeState.Mode.OFF
                    && isSound.get();
        } catch (DfsException _) {
            return false; // The metadata service is away; asked again later.
        }
    }
}
