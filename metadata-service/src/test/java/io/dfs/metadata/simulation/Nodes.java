package io.dfs.metadata.simulation;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.node.SimulatedWatch;
import io.dfs.metadata.repair.SimulatedRepair.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What storage nodes and copying workers do, and how their messages travel: late, twice, not at all, in another order. */
final class Nodes {

    private static final double LOST = 0.01;
    private static final double TWICE = 0.02;
    private static final double LATE = 0.02;
    private static final double WORKER_DIES = 0.02;

    /** Copies are as slow beside a replica's size as in clusters whose nodes hold thousands of times as many. */
    private static final long BYTES_PER_SECOND = 2_000_000;

    private static final Duration SCRUB = Duration.ofDays(14);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final World world;
    private final Timeline time;
    private final Oracle oracle;
    private final Metadata metadata;
    private final long bytesPerSecond;

    /** @param severity copies are slower by its square root */
    Nodes(World world, Oracle oracle, double severity) {
        this.bytesPerSecond = (long) (BYTES_PER_SECOND / Math.sqrt(severity));
        this.world = world;
        this.time = world.time;
        this.oracle = oracle;
        this.metadata = new Metadata(world, oracle, this::errand, this::copy);
    }

    Metadata metadata() {
        return metadata;
    }

    /** A message: usually there at once; sometimes it comes twice, hours late, or not at all. */
    private void send(Runnable message) {
        if (world.chance(LOST)) {
            time.tell("messages lost", "a message is lost");
            return;
        }
        Duration delay = world.between(Duration.ofMillis(1), SECOND);
        if (world.chance(LATE)) {
            time.tell("messages late", "a message is late");
            delay = world.between(SECOND, Duration.ofMinutes(world.chance(0.2) ? 300 : 20));
        }
        time.after(delay, () -> metadata.receive(message));
        if (world.chance(TWICE)) {
            time.tell("messages twice", "a message comes twice");
            time.after(delay.plus(world.between(SECOND, Duration.ofHours(20))), () -> metadata.receive(message));
        }
    }

    // What nodes are told with their heartbeats

    /** With its next heartbeat the node hears what it is to do. */
    void errand(Machine machine) {
        schedule(machine, Duration.ofSeconds(3));
    }

    private void schedule(Machine machine, Duration delay) {
        Instant at = time.now().plus(delay);
        if (at.isBefore(machine.nextErrand)) {
            machine.nextErrand = at;
            time.at(at, () -> {
                if (machine.nextErrand.equals(at)) {
                    machine.nextErrand = Instant.MAX;
                    run(machine);
                }
            });
        }
    }

    private void run(Machine machine) {
        if (!machine.isHeard()) {
            return;
        }
        if (metadata.isDown()) {
            schedule(machine, Duration.between(time.now(), metadata.downUntil).plus(SECOND));
            return;
        }
        Database.Node row = world.db.nodes.get(machine.id);
        if (row == null || row.epoch != machine.epoch) {
            metadata.register(machine);
            row = world.db.nodes.get(machine.id);
        }
        boolean more = askForReport(machine, row) | tellCommands(machine) | verifySuspects(machine);
        if (more) {
            schedule(machine, Duration.ofSeconds(45));
        }
    }

    private boolean askForReport(Machine machine, Database.Node row) {
        boolean wanted = SimulatedWatch.isReportWanted(
                row.reportedAt, row.askedAt, row.returnedAt, world.db.cluster.reportsWantedAt(), time.now());
        if (wanted) {
            row.askedAt = time.now();
            time.tell("chunk reports", "%s is asked for a report", machine);
            long epoch = machine.epoch;
            Instant startedAt = time.now();
            time.after(world.between(SECOND, Duration.ofSeconds(10)), () -> report(machine, epoch, startedAt, null));
        }
        return wanted;
    }

    private boolean tellCommands(Machine machine) {
        List<RemovalCommand> commands = world.db.removals.commandsFor(
                machine.id, time.now(), () -> metadata.safeMode().isOn());
        for (RemovalCommand command : commands) {
            time.after(world.between(SECOND, Duration.ofSeconds(20)), () -> obey(machine, command));
        }
        Instant next = world.db.removals.nextTell(machine.id, time.now());
        if (next.isAfter(time.now()) && next.isBefore(Instant.MAX)) {
            schedule(machine, Duration.between(time.now(), next).plus(SECOND));
        }
        return !commands.isEmpty();
    }

    private void obey(Machine machine, RemovalCommand command) {
        if (!machine.up) {
            return;
        }
        Machine.Aside aside = machine.quarantine.get(command.removalId());
        RemovalResult result = machine.execute(command, world.id(), time.now());
        time.trace("%s: %s of %s: %s", machine, command.action(), command.chunkId(), result.outcome());
        if (result.outcome() == RemovalResult.Outcome.UNLINKED && aside != null) {
            oracle.unlinked(machine, command.chunkId(), aside.file().good);
        } else {
            oracle.count(command.chunkId());
        }
        metadata.refresh(machine.id);
        send(() -> metadata.removed(machine, result));
    }

    private boolean verifySuspects(Machine machine) {
        List<ChunkId> suspects = world.db.chunksOf(machine.id).stream()
                .filter(chunk -> isSuspect(chunk, machine))
                .toList();
        suspects.forEach(
                chunk -> time.after(world.between(SECOND, Duration.ofSeconds(30)), () -> verify(machine, chunk)));
        return !suspects.isEmpty();
    }

    private boolean isSuspect(ChunkId chunk, Machine machine) {
        Database.Replica replica = world.db.replica(chunk, machine.id);
        return replica != null && replica.state == ReplicaState.SUSPECT;
    }

    /** Reads every byte, and tells what it found, and how long ago. */
    private void verify(Machine machine, ChunkId chunk) {
        if (!machine.up) {
            return;
        }
        Finding finding = find(machine, chunk);
        Instant at = time.now();
        send(() -> metadata.verified(machine, chunk, finding, at));
    }

    private static Finding find(Machine machine, ChunkId chunk) {
        Machine.Stored file = machine.files.get(chunk);
        if (file == null) {
            return Finding.MISSING;
        }
        if (file.disk.failed) {
            return Finding.UNREADABLE;
        }
        return file.good ? Finding.GOOD : Finding.CORRUPT;
    }

    // What nodes do by themselves

    void startScrubbing(Machine machine) {
        time.after(world.between(Duration.ZERO, SCRUB), () -> scrub(machine));
    }

    private void scrub(Machine machine) {
        if (machine.destroyed) {
            return;
        }
        if (machine.isHeard()) {
            machine.files.keySet().forEach(chunk -> {
                Finding finding = find(machine, chunk);
                Instant at = time.now();
                if (finding != Finding.GOOD) {
                    time.tell("bad replicas found", "%s finds %s of %s", machine, finding, chunk);
                    send(() -> metadata.verified(machine, chunk, finding, at));
                } else {
                    metadata.receive(() -> metadata.verified(machine, chunk, finding, at));
                }
            });
            errand(machine);
        }
        time.after(SCRUB, () -> scrub(machine));
    }

    /** One page after the other has been answered; each lists what is there then. */
    private void report(Machine machine, long epoch, Instant startedAt, @Nullable ChunkId after) {
        if (!machine.isHeard() || machine.epoch != epoch) {
            return;
        }
        List<ChunkId> rest = machine.files.keySet().stream()
                .filter(chunk -> after == null || chunk.compareTo(after) > 0)
                .sorted()
                .toList();
        int size = 1 + world.random.nextInt(1 + machine.files.size());
        boolean last = rest.size() <= size;
        List<ChunkId> chunks = last ? rest : rest.subList(0, size);
        ChunkId through = last ? null : chunks.getLast();
        List<ChunkId> failing = chunks.stream()
                .filter(chunk -> find(machine, chunk) == Finding.UNREADABLE)
                .toList();
        ChunkReportPage page = new ChunkReportPage(
                epoch,
                new UUID(0, epoch),
                startedAt,
                after,
                through,
                chunks,
                failing,
                machine.quarantined(after, through));
        Instant sentAt = time.now();
        AtomicBoolean answered = new AtomicBoolean();
        send(() -> {
            time.tell("pages of chunk reports", "%s reports %d chunks after %s", machine, chunks.size(), after);
            metadata.report(machine, page);
            boolean inTime = time.now().isBefore(sentAt.plus(PATIENCE)) && !answered.getAndSet(true);
            if (inTime && through != null) {
                time.after(world.between(SECOND, PATIENCE), () -> report(machine, epoch, startedAt, through));
            }
        });
        // If an answer is lost, the report is over, and wanted again.
        schedule(machine, Duration.ofSeconds(90));
    }

    // Copies

    private void copy(Task task) {
        time.tell("copies " + task.repairClass(), "%s begins", task);
        oracle.copies(task);
        if (world.chance(WORKER_DIES)) {
            time.tell("workers that died", "the worker of %s dies", task);
            return;
        }
        Machine source = world.machines.get(task.source());
        Machine target = world.machines.get(task.target());
        boolean slow = (source != null && source.slow) || (target != null && target.slow);
        long seconds = 1 + task.lengthBytes() * (slow ? 10 : 1) / bytesPerSecond;
        Duration duration = world.between(Duration.ofSeconds(seconds), Duration.ofSeconds(2 * seconds));
        for (long at = 45; at < duration.toSeconds(); at += 45) {
            time.after(Duration.ofSeconds(at), () -> metadata.receive(() -> metadata.repair.renew(task, time.now())));
        }
        time.after(duration, () -> finish(task, source, target));
    }

    private void finish(Task task, @Nullable Machine source, @Nullable Machine target) {
        boolean read = source != null && source.up && canRead(source, task.chunk());
        boolean written = read
                && target != null
                && target.up
                && target.put(task.chunk(), task.lengthBytes(), world.id(), time.now());
        if (written) {
            oracle.count(task.chunk());
            metadata.refresh(target.id);
            // A receipt has the time of the node's clock.
            Instant signedAt = time.now().plusMillis(target.skewMillis);
            send(() -> metadata.copied(task, signedAt));
            return;
        }
        if (!read && source != null && source.up) {
            send(() -> metadata.complain(task.chunk(), task.source()));
        }
        send(() -> metadata.failed(task));
    }

    private boolean canRead(Machine machine, ChunkId chunk) {
        Machine.Stored file = machine.files.get(chunk);
        return file != null && file.good && (!file.disk.failed || world.chance(0.5));
    }

    /** A client writes a chunk. */
    boolean write(Machine machine, ChunkId chunk, long lengthBytes) {
        boolean written = machine.up && machine.put(chunk, lengthBytes, world.id(), time.now());
        if (written) {
            metadata.refresh(machine.id);
        }
        return written;
    }

    List<Machine> heard() {
        return new ArrayList<>(world.those(Machine::isHeard));
    }
}
