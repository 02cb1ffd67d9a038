package io.dfs.cli.cluster;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Minutes of random faults under load, from a seed; by {@code mvn -Pchaos}, never in the normal build. The same seed draws the
 * same faults and operations; how they meet in time differs from run to run.
 */
class ClusterChaos {

    private static final int WORKERS = 4;
    private static final int NODES = 6;
    private static final int DISK_MEBIBYTES = 256;

    private final long seed = Long.getLong("dfs.seed", new Random().nextInt(1_000_000));
    private final Duration length =
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("dfs.chaos.minutes", "5"))));
    private final ChaosFigures figures = new ChaosFigures();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile long began = System.nanoTime();
    private FaultCluster cluster;
    private List<ChaosWorker> workers;
    private volatile boolean over;

    @Test
    @DisplayName("I-1 to I-7: nothing acknowledged is lost or changed, nothing removed comes back")
    void nothingIsLostAndNothingComesBack() throws IOException, InterruptedException {
        // As the nodes name their disks.
        Path home = Path.of(System.getProperty("dfs.home"), "client-cli/target/chaos/seed-%d-%d".formatted(seed, began))
                .normalize();
        Files.createDirectories(home);
        try (ChaosDatabase database = ChaosDatabase.start()) {
            ChaosMeans means = ChaosMeans.of(database, home);
            tell("seed %d, %s, %d nodes, %d clients, database: %s, %s; %s; logs are in %s"
                    .formatted(
                            seed,
                            length,
                            NODES,
                            WORKERS,
                            database.product(),
                            SecureMode.isOn() ? "TLS and encryption" : "plain",
                            means,
                            home));
            try (FaultCluster made = new FaultCluster(home, plan(database, means))) {
                cluster = made;
                began = System.nanoTime();
                run(database, means);
                tell(figures.summary(repairs()));
            }
        }
    }

    private void run(ChaosDatabase database, ChaosMeans means) throws IOException, InterruptedException {
        workers = IntStream.rangeClosed(1, WORKERS)
                .mapToObj(number -> new ChaosWorker(cluster, figures, number, seed * 1000))
                .toList();
        List<Thread> threads = workers.stream().map(this::start).toList();
        ChaosScene scene = new ChaosScene(cluster, figures, new Random(seed), this::paths, this::isSound, this::tell);
        ChaosFaults faults = new ChaosFaults(scene, means, database);
        disturb(faults);
        over = true;
        tell("the faults end, all is healed");
        faults.healAll();
        for (Thread thread : threads) {
            thread.join(ofMinutes(12));
            assertThat(thread.isAlive()).as("%s continues", thread.getName()).isFalse();
        }
        requireNoFailure();
        cluster.members().forEach(ServerProcess::awaitReady);
        awaitSoundness();
        verify();
    }

    private static ClusterPlan plan(ChaosDatabase database, ChaosMeans means) {
        ClusterPlan plan = database.of(ClusterPlan.of(NODES, 2))
                .with("DFS_TRASH_RETENTION", "20s")
                .with("DFS_UNREFERENCED_GRACE", "10s")
                .with("DFS_QUARANTINE", "30s")
                .with("DFS_MIN_QUARANTINE", "10s")
                .with("DFS_ORPHAN_AGE", "2m")
                .with("DFS_MASS_LOSS_GRACE", "20s")
                .with("DFS_CHUNK_REPORT_INTERVAL", "15s")
                .with("DFS_NODE_CHUNK_REPORT_INTERVAL", "15s")
                .with("DFS_SCRUB_PERIOD", "20s");
        for (int node = 1; node <= NODES; node++) {
            plan = plan.linked("node-" + node);
        }
        plan = means.allow(ChaosFault.FILL_DISK) ? plan.withDisksOf(DISK_MEBIBYTES) : plan;
        return means.allow(ChaosFault.JUMP_NODE_CLOCK) ? plan.withFakeClocks() : plan;
    }

    private Thread start(ChaosWorker worker) {
        return Thread.ofPlatform()
                .name("worker-" + (1 + workers.indexOf(worker)))
                .start(() -> {
                    try {
                        worker.work(() -> !over && failure.get() == null);
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    }
                });
    }

    private void disturb(ChaosFaults faults) {
        long end = System.nanoTime() + length.toNanos();
        long nextFault = System.nanoTime() + ofSeconds(5).toNanos();
        long nextFigures = System.nanoTime() + ofMinutes(1).toNanos();
        long nextLook = System.nanoTime();
        while (System.nanoTime() < end) {
            requireNoFailure();
            faults.healWhatIsDue();
            if (System.nanoTime() >= nextFault) {
                faults.inject();
                nextFault = System.nanoTime() + faults.pause().toNanos();
            }
            if (System.nanoTime() >= nextLook) {
                faults.look();
                nextLook = System.nanoTime() + ofSeconds(5).toNanos();
            }
            if (System.nanoTime() >= nextFigures) {
                tell(figures.line(since(), repairs()));
                nextFigures += ofMinutes(1).toNanos();
            }
            LockSupport.parkNanos(100_000_000);
        }
        tell(figures.line(since(), repairs()));
    }

    private void requireNoFailure() {
        Throwable found = failure.get();
        if (found != null) {
            over = true;
            tell("FAILED: " + found.getMessage());
            tell(figures.summary(repairs()));
            throw new AssertionError("seed %d: %s".formatted(seed, found.getMessage()), found);
        }
    }

    private Duration since() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Copies that the controller has made, by what it says. */
    private long repairs() {
        return cluster.log("controller").stream()
                .filter(line -> line.contains(" copied from "))
                .count();
    }

    private List<String> paths() {
        return workers.stream()
                .flatMap(worker -> worker.files().keySet().stream())
                .toList();
    }

    private boolean isSound() {
        return risks().isEmpty();
    }

    private List<FsckFinding> risks() {
        List<FilePath> paths = paths().stream().map(FilePath::valueOf).toList();
        List<FsckFinding> risks = new ArrayList<>();
        for (int from = 0; from < paths.size(); from += 200) {
            try {
                cluster
                        .operationsNow()
                        .fsck(new FsckRequest(paths.subList(from, Math.min(from + 200, paths.size()))))
                        .findings()
                        .stream()
                        .filter(FsckFinding::isRisk)
                        .forEach(risks::add);
            } catch (DfsException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
                return List.of(new FsckFinding(FilePath.ROOT, null, FsckFinding.Kind.UNREADABLE, e.getMessage()));
            }
        }
        return risks;
    }

    private void awaitSoundness() {
        await("fsck is clean")
                .ignoreException(DfsException.class)
                .atMost(ofMinutes(10))
                .pollInterval(ofSeconds(2))
                .untilAsserted(() -> assertThat(risks()).isEmpty());
        tell("fsck is clean: %d files".formatted(paths().size()));
    }

    private void verify() throws IOException {
        Map<String, Crc32c> acknowledged = new TreeMap<>();
        workers.forEach(worker -> acknowledged.putAll(worker.files()));
        Path back = cluster.home().resolve("back");
        assertThat(cluster.run("download", "-r", "/", back.toString()))
                .satisfies(run -> assertThat(run.exitCode()).as(run.err()).isZero());
        Map<String, Crc32c> found = new TreeMap<>();
        for (Path file : ClusterProbe.files(back)) {
            found.put("/" + back.relativize(file), Truth.crc32c(file));
            Files.delete(file);
        }
        assertThat(found).isEqualTo(acknowledged);
        workers.forEach(
                worker -> assertThat(found).doesNotContainKeys(worker.deleted().toArray(String[]::new)));
        long removed =
                workers.stream().mapToLong(worker -> worker.deleted().size()).sum();
        tell("verified: %d files identical, %d removed ones stay removed".formatted(found.size(), removed));
    }

    private void tell(String line) {
        Duration since = since();
        System.out.printf("chaos %3d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), line);
    }
}
