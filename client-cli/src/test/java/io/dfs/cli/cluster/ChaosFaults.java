package io.dfs.cli.cluster;

import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Draws faults and heals them again after a while. What is out of order at the same time is bounded so that a cluster that does
 * its work loses nothing: at most two of the nodes are away, the disk of one is lost only when every file is sound, and of
 * one chunk one replica is damaged, once, and only while the cluster believes in three. Not thread-safe.
 */
final class ChaosFaults {

    /** Of three replicas one is left then. */
    private static final int MOST_NODES_AWAY = 2;

    private final FaultCluster cluster;
    private final ChaosFigures figures;
    private final Random random;
    private final Supplier<List<String>> paths;
    private final Supplier<Boolean> isSound;
    private final Consumer<String> told;
    private final Map<String, Healing> away = new HashMap<>();
    private final Set<ChunkId> damaged = new HashSet<>();
    private boolean diskLost;
    private String nodeOfLostDisk = "";
    private long lastDamageNanos = System.nanoTime();

    private record Healing(long atNanos, String what, Runnable work) {}

    /**
     * @param paths files that the cluster holds
     * @param isSound whether every file has all its replicas
     * @param told a line for each thing that happens
     */
    ChaosFaults(
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
    }

    /** How long until the next one. */
    Duration pause() {
        return Duration.ofMillis(1000 + random.nextInt(5000));
    }

    void healWhatIsDue() {
        for (String member : List.copyOf(away.keySet())) {
            if (away.get(member).atNanos() <= System.nanoTime()) {
                heal(member);
            }
        }
    }

    void healAll() {
        List.copyOf(away.keySet()).forEach(this::heal);
    }

    private void heal(String member) {
        Healing healing = away.remove(member);
        told.accept("%s %s".formatted(healing.what(), member));
        healing.work().run();
    }

    void inject() {
        ChaosFault fault = draw();
        switch (fault) {
            case KILL_NODE ->
                nodeThatMayGo()
                        .ifPresent(node -> goAway(
                                fault,
                                node,
                                25,
                                () -> cluster.kill(node),
                                "start",
                                () -> cluster.member(node).launch()));
            case PAUSE_NODE ->
                nodeThatMayGo()
                        .ifPresent(node -> goAway(
                                fault, node, 25, () -> cluster.pause(node), "resume", () -> cluster.resume(node)));
            case RESTART_NODE ->
                nodeThatMayGo()
                        .ifPresent(node -> goAway(
                                fault,
                                node,
                                5,
                                () -> cluster.terminate(node),
                                "start",
                                () -> cluster.member(node).launch()));
            case CUT_OFF_NODE ->
                nodeThatMayGo()
                        .ifPresent(node -> goAway(
                                fault,
                                node,
                                25,
                                () -> cluster.cutOff(node),
                                "reconnect",
                                () -> cluster.reconnect(node)));
            case FLIP_BIT ->
                damage(
                        fault,
                        (node, extent) -> cluster.flipBit(
                                node,
                                extent.chunkId(),
                                random.nextInt((int) extent.chunkOffset() + (int) extent.lengthBytes())));
            case TRUNCATE ->
                damage(fault, (node, extent) -> cluster.truncate(node, extent.chunkId(), 1 + random.nextInt(100)));
            case DELETE_CHUNK_FILE -> damage(fault, (node, extent) -> cluster.deleteChunkFile(node, extent.chunkId()));
            case LOSE_DISK -> loseDisk();
            case KILL_CONTROLLER -> away("controller", fault, 10, () -> cluster.kill("controller"));
            case KILL_METADATA -> away("metadata", fault, 5, () -> cluster.kill("metadata"));
            case RESTART_METADATA -> away("metadata", fault, 5, () -> cluster.terminate("metadata"));
            case PAUSE_METADATA -> {
                if (!away.containsKey("metadata")) {
                    goAway(
                            fault,
                            "metadata",
                            15,
                            () -> cluster.pause("metadata"),
                            "resume",
                            () -> cluster.resume("metadata"));
                }
            }
        }
    }

    private ChaosFault draw() {
        int total = Stream.of(ChaosFault.values()).mapToInt(ChaosFault::weight).sum();
        int rest = random.nextInt(total);
        for (ChaosFault fault : ChaosFault.values()) {
            rest -= fault.weight();
            if (rest < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("the weights add up to " + total);
    }

    private void away(String member, ChaosFault fault, int mostSeconds, Runnable work) {
        if (!away.containsKey(member)) {
            goAway(
                    fault,
                    member,
                    mostSeconds,
                    work,
                    "start",
                    () -> cluster.member(member).launch());
        }
    }

    private void goAway(
            ChaosFault fault, String member, int mostSeconds, Runnable work, String healing, Runnable healingWork) {
        long nanos = Duration.ofMillis(500 + random.nextInt(mostSeconds * 1000)).toNanos();
        tell(fault, "%s for %.1f s".formatted(member, nanos / 1e9));
        work.run();
        away.put(member, new Healing(System.nanoTime() + nanos, healing, healingWork));
    }

    private void tell(ChaosFault fault, String what) {
        figures.fault(fault);
        told.accept("%s %s".formatted(fault, what));
    }

    private long nodesAway() {
        return away.keySet().stream().filter(name -> name.startsWith("node-")).count();
    }

    private Optional<String> nodeThatMayGo() {
        List<String> here = cluster.nodeNames().stream()
                .filter(node -> !away.containsKey(node) && cluster.member(node).isRunning())
                .toList();
        return nodesAway() < MOST_NODES_AWAY && !diskLost
                ? Optional.of(here.get(random.nextInt(here.size())))
                : Optional.empty();
    }

    /** What was on it counts as lost; nothing else is destroyed until it is made up for. */
    private void loseDisk() {
        boolean earlierDamageFound =
                System.nanoTime() - lastDamageNanos > Duration.ofSeconds(60).toNanos();
        if (away.isEmpty() && earlierDamageFound && !diskLost && isWhole()) {
            String node =
                    cluster.nodeNames().get(random.nextInt(cluster.nodeNames().size()));
            tell(ChaosFault.LOSE_DISK, node);
            cluster.kill(node);
            cluster.loseDisk(node);
            cluster.member(node).launch();
            diskLost = true;
            nodeOfLostDisk = node;
            lastDamageNanos = System.nanoTime();
        }
    }

    /** Called now and then: whether a lost disk is made up for. */
    void look() {
        boolean reported =
                System.nanoTime() - lastDamageNanos > Duration.ofSeconds(30).toNanos();
        if (diskLost && reported && !away.containsKey("metadata") && isWhole() && isAccepted()) {
            told.accept("the lost disk is made up for, and a new one has taken its place");
            diskLost = false;
        }
    }

    /** A person says that the disk was replaced. */
    private boolean isAccepted() {
        try {
            cluster.acceptDisk(nodeOfLostDisk);
            return true;
        } catch (DfsException _) {
            return false; // The service is away, or the node has yet to say what it still has.
        }
    }

    private boolean isWhole() {
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

    @FunctionalInterface
    private interface Damage {
        void to(String node, ExtentStat extent);
    }

    private void damage(ChaosFault fault, Damage damage) {
        List<String> stored = paths.get();
        if (diskLost || stored.isEmpty() || away.containsKey("metadata")) {
            return;
        }
        String path = stored.get(random.nextInt(stored.size()));
        try {
            FileStat stat = cluster.metadataNow().stat(FilePath.valueOf(path));
            List<ExtentStat> sound =
                    stat.extents().stream().filter(this::mayBeDamaged).toList();
            if (!sound.isEmpty()) {
                ExtentStat extent = sound.get(random.nextInt(sound.size()));
                List<ReplicaStat> replicas = new ArrayList<>(extent.replicas());
                String node = replicas.get(random.nextInt(replicas.size())).node();
                damaged.add(extent.chunkId());
                lastDamageNanos = System.nanoTime();
                if (cluster.chunkFile(node, extent.chunkId()).isPresent()) {
                    tell(fault, "%s of %s on %s".formatted(extent.chunkId(), path, node));
                    damage.to(node, extent);
                }
            }
        } catch (DfsException _) {
            // Removed or overwritten meanwhile, or the service is away: there will be other chances.
        }
    }

    private boolean mayBeDamaged(ExtentStat extent) {
        return !damaged.contains(extent.chunkId())
                && extent.lengthBytes() > 0
                && extent.replicas().size() == 3
                && extent.replicas().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.GOOD
                                && replica.health() == NodeHealth.HEALTHY
                                && !away.containsKey(replica.node()));
    }
}
