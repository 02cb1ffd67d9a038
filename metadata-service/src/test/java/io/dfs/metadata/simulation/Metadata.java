package io.dfs.metadata.simulation;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ClusterFacts;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.SimulatedWatch;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.reclaim.SimulatedReclaim;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.SimulatedRemovals;
import io.dfs.metadata.repair.SimulatedRepair;
import io.dfs.metadata.repair.SimulatedRepair.Task;
import io.dfs.metadata.report.SimulatedReports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The metadata service and the controller's rounds. Between rounds nothing happens that no event has asked for. */
final class Metadata {

    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration TRASH = Duration.ofDays(7);

    private final World world;
    private final Timeline time;
    private final Oracle oracle;
    final Placement placement;
    final SimulatedRepair repair;
    final Map<NodeId, NodeView> views = new LinkedHashMap<>();

    /** What is asked of a node reaches it with its next heartbeat. */
    private final Consumer<Machine> errands;

    private final Consumer<Task> copies;
    private final Set<ChunkId> dirty = new LinkedHashSet<>();
    private boolean everything = true;
    private Instant nextRound = Instant.MAX;
    private Instant nextReclaim = Timeline.BEGIN;
    private Instant listeningSince = Timeline.BEGIN.minus(Duration.ofDays(1));
    private Instant heardUntil = listeningSince;

    private @Nullable SafeModeState safeMode;
    private Instant safeModeKnownUntil = Instant.MIN;

    /** Until when the service is down; before now if it is not. */
    Instant downUntil = Instant.MIN;

    Metadata(World world, Oracle oracle, Consumer<Machine> errands, Consumer<Task> copies) {
        this.world = world;
        this.time = world.time;
        this.oracle = oracle;
        this.placement = new Placement(world.random);
        this.repair = new SimulatedRepair(placement, world::id);
        this.errands = errands;
        this.copies = copies;
    }

    boolean isDown() {
        return downUntil.isAfter(time.now());
    }

    /** Has the service take in a message; one that comes while it is down is sent again. */
    void receive(Runnable message) {
        if (isDown()) {
            time.at(downUntil.plusMillis(1 + world.random.nextInt(3000)), () -> receive(message));
        } else {
            message.run();
        }
    }

    // Nodes

    void register(Machine machine) {
        Instant now = time.now();
        Database.Node row = world.db.nodes.computeIfAbsent(machine.id, _ -> new Database.Node(now, machine.space()));
        row.registeredAt = now;
        row.returnedAt = now;
        row.askedAt = null;
        row.awayUntil = null;
        row.epoch++;
        machine.epoch = row.epoch;
        refresh(machine.id);
    }

    /** The node is not heard from now on. */
    void lose(Machine machine) {
        Database.Node row = world.db.nodes.get(machine.id);
        if (row == null) {
            return;
        }
        row.lastHeartbeatAt = time.now();
        Instant dead = time.now().plus(SimulatedWatch.LIVENESS.deadAfter());
        time.after(SimulatedWatch.LIVENESS.staleAfter().plusMillis(1), () -> refresh(machine.id));
        time.at(dead.plusMillis(1), () -> refresh(machine.id));
        if (row.awayUntil != null) {
            time.at(row.awayUntil.plusMillis(1), () -> refresh(machine.id));
            refresh(machine.id);
        }
    }

    /** A clean stop announces itself. */
    void announceStop(Machine machine) {
        Database.Node row = world.db.nodes.get(machine.id);
        if (row != null && !isDown()) {
            row.awayUntil = time.now().plus(SimulatedWatch.LIVENESS.awayGrace());
        }
    }

    /** The node is heard again, after a restart or without one. */
    void hear(Machine machine, boolean restarted) {
        Database.Node row = world.db.nodes.get(machine.id);
        if (row == null || restarted || row.epoch != machine.epoch) {
            register(machine);
        } else {
            row.awayUntil = null;
            boolean wasDead =
                    Duration.between(row.lastHeartbeatAt, time.now()).compareTo(SimulatedWatch.LIVENESS.deadAfter())
                            > 0;
            row.returnedAt = wasDead ? time.now() : row.returnedAt;
            refresh(machine.id);
        }
        errands.accept(machine);
    }

    /** Looks at a node again; if that changes how its replicas stand, they are looked at too. */
    void refresh(NodeId id) {
        Database.Node row = world.db.nodes.get(id);
        Machine machine = world.machines.get(id);
        NodeView before = views.get(id);
        if (row == null) {
            views.remove(id);
            safeModeKnownUntil = Instant.MIN;
            return;
        }
        boolean heard = machine != null && machine.isHeard() && !isDown();
        if (heard) {
            row.lastHeartbeatAt = time.now();
            row.space = machine.space();
            row.quarantinedBytes = machine.quarantinedBytes();
        }
        NodeView view = view(id, row, machine);
        views.put(id, view);
        boolean same = before != null
                && before.health() == view.health()
                && before.adminState() == view.adminState()
                && before.hasReported() == view.hasReported()
                && before.diskFailed() == view.diskFailed();
        if (!same) {
            safeModeKnownUntil = Instant.MIN;
            world.db.changed.addAll(world.db.chunksOf(id));
            everything |= view.health() == NodeHealth.HEALTHY;
            wake(Duration.ofSeconds(1));
        }
    }

    private NodeView view(NodeId id, Database.Node row, @Nullable Machine machine) {
        return new NodeView(
                Objects.requireNonNull(world.addresses.get(id)),
                SimulatedWatch.health(row.lastHeartbeatAt, row.awayUntil, time.now(), listeningSince),
                row.adminState,
                row.space,
                0,
                SimulatedWatch.hasReported(row.reportedAt, row.returnedAt, world.db.cluster.reportsWantedAt()),
                null,
                machine == null ? 0 : machine.skewMillis,
                machine != null && machine.slow,
                machine != null && machine.hasFailedDisk());
    }

    private void refreshAll() {
        Set<NodeId> all = new LinkedHashSet<>(views.keySet());
        all.addAll(world.db.nodes.keySet());
        all.forEach(this::refresh);
    }

    void setAdminState(NodeId id, AdminState state) {
        Objects.requireNonNull(world.db.nodes.get(id)).adminState = state;
        refresh(id);
    }

    /** A person removes a node that nothing depends on; false if something does. */
    boolean removeNode(NodeId id) {
        NodeView view = views.get(id);
        if (view == null
                || safeMode().isOn()
                || SimulatedWatch.removalRefusal(view).isPresent()
                || isNeeded(id)) {
            return false;
        }
        for (ChunkId chunk : List.copyOf(world.db.chunksOf(id))) {
            world.db.removeReplica(chunk, id);
            world.db.removals.write(chunk, id, time.now());
        }
        world.db.nodes.remove(id);
        world.db.orphans.remove(id);
        world.db.removals.forgetNode(world.db, id);
        refresh(id);
        return true;
    }

    /** Whether a file needs what is recorded on the node: a drain ends, and a node is removed, only if not. */
    private boolean isNeeded(NodeId id) {
        return world.db.chunksOf(id).stream()
                .anyMatch(chunk -> SimulatedRemovals.isNeeded(world.db, chunk)
                        && provenElsewhere(chunk, id) < Objects.requireNonNull(world.db.chunks.get(chunk)).factor);
    }

    private long provenElsewhere(ChunkId chunk, NodeId node) {
        Map<NodeId, NodeView> others = new LinkedHashMap<>(views);
        others.remove(node);
        return SimulatedRemovals.proven(world.db, chunk, others);
    }

    void finishDrains() {
        if (safeMode().isOn()) {
            return;
        }
        for (NodeView view : List.copyOf(views.values())) {
            NodeId id = view.address().id();
            if (view.adminState() == AdminState.DRAINING && !isNeeded(id)) {
                time.tell("drains finished", "%s is drained", view.address().name());
                setAdminState(id, AdminState.DRAINED);
            }
        }
    }

    // The service itself

    /** That it is off stays true for a while, unless something changes of which it depends. */
    SafeModeState safeMode() {
        boolean known = safeMode != null && !safeMode.isOn() && time.now().isBefore(safeModeKnownUntil);
        if (!known) {
            safeMode = computedSafeMode();
            safeModeKnownUntil = time.now().plus(Duration.ofMinutes(1));
        }
        return safeMode;
    }

    private SafeModeState computedSafeMode() {
        List<SimulatedWatch.Row> rows = new ArrayList<>(views.size());
        world.db.nodes.forEach((id, row) -> {
            NodeView view = views.get(id);
            if (view != null) {
                Machine machine = world.machines.get(id);
                boolean heard = machine != null && machine.isHeard();
                rows.add(new SimulatedWatch.Row(
                        view, row.registeredAt, heard ? time.now() : row.lastHeartbeatAt, row.awayUntil));
            }
        });
        return SimulatedWatch.safeMode(time.now(), listeningSince, heardUntil, world.db.cluster, rows);
    }

    /** The service is away: it hears no node, and no silence counts. */
    void pause(Duration pause) {
        Instant begin = time.now();
        world.machines.values().stream().filter(Machine::isHeard).forEach(this::lose);
        downUntil = begin.plus(pause);
        time.at(downUntil, () -> {
            downUntil = Instant.MIN;
            startListening(begin);
        });
    }

    private void startListening(Instant lastHeard) {
        safeModeKnownUntil = Instant.MIN;
        listeningSince = time.now();
        heardUntil = lastHeard;
        refreshAll();
        world.machines.values().stream().filter(Machine::isHeard).forEach(machine -> hear(machine, false));
        time.after(SimulatedWatch.LIVENESS.deadAfter().plusMillis(1), this::refreshAll);
        wake(ROUND);
    }

    /** An older copy of the database is put in place. */
    void restore(Database copy) {
        ClusterFacts old = copy.cluster;
        world.db = copy;
        world.db.cluster = new ClusterFacts(
                old.epoch(),
                world.db.cluster.epoch() + 1000,
                time.now(),
                old.reportsWantedAt(),
                old.massLossAt(),
                old.safeModeLeftAt());
        repair.clear();
        views.keySet().retainAll(world.db.nodes.keySet());
        world.db.changeAll();
        everything = true;
        startListening(time.now());
    }

    /** An admin says that the restored copy is the truth now. */
    void acceptRestored() {
        Instant now = time.now();
        Database db = world.db;
        ClusterFacts old = db.cluster;
        db.cluster = new ClusterFacts(
                old.seenEpoch() + 2, old.seenEpoch(), null, now, old.massLossAt(), old.safeModeLeftAt());
        for (Long id : db.trash) {
            Database.StoredFile file = db.files.get(id);
            if (file != null && file.expiresAt != null && file.expiresAt.isBefore(now.plus(TRASH))) {
                file.expiresAt = now.plus(TRASH);
            }
        }
        db.chunks.values().stream()
                .filter(chunk -> chunk.unreferencedSince != null && chunk.reclaimedAt == null)
                .forEach(chunk -> chunk.unreferencedSince = now);
        db.forgotten(Instant.EPOCH, now);
        db.nodes.values().forEach(node -> node.acceptedAt = null);
        refreshAll();
        world.machines.values().stream().filter(Machine::isHeard).forEach(errands);
        wake(ROUND);
    }

    // What nodes tell

    void report(Machine machine, ChunkReportPage page) {
        Database.Node row = world.db.nodes.get(machine.id);
        if (row == null || row.epoch != page.epoch()) {
            return;
        }
        List<RemovalRequest> givenUp = SimulatedReports.merge(world.db, machine.id, page, time.now());
        if (givenUp == null) {
            time.tell("pages refused", "a page of %s is refused", machine);
            return;
        }
        if (!safeMode().isOn()) {
            request(givenUp);
        }
        world.db.removals.adopt(world.db, machine.id, page.quarantined(), views, time.now());
        page.quarantined().forEach(file -> world.db.changed.add(file.chunkId()));
        refresh(machine.id);
        wake(ROUND);
    }

    /** As {@code ReplicaReports}: a finding counts as of when the node made it. */
    void verified(Machine machine, ChunkId chunk, Finding finding, Instant at) {
        Database.Replica replica = world.db.replica(chunk, machine.id);
        if (replica == null || (replica.observedAt != null && replica.observedAt.isAfter(at))) {
            return;
        }
        replica.observedAt = at;
        replica.state = switch (finding) {
            case GOOD -> ReplicaState.GOOD;
            case CORRUPT -> ReplicaState.CORRUPT;
            case MISSING -> ReplicaState.MISSING;
            case UNREADABLE -> ReplicaState.FAILING;
        };
        boolean newer = finding == Finding.GOOD && (replica.verifiedAt == null || replica.verifiedAt.isBefore(at));
        replica.verifiedAt = newer ? at : replica.verifiedAt;
        world.db.changed.add(chunk);
    }

    /** A reader's word: its node is to verify the replica. */
    void complain(ChunkId chunk, NodeId node) {
        Database.Replica replica = world.db.replica(chunk, node);
        if (replica != null && replica.state == ReplicaState.GOOD) {
            replica.state = ReplicaState.SUSPECT;
            replica.observedAt = time.now();
            world.db.changed.add(chunk);
        }
    }

    void removed(Machine machine, RemovalResult result) {
        time.tell("removals " + result.outcome(), "%s says %s", machine, result);
        world.db.removals.report(world.db, machine.id, result, time.now());
    }

    void copied(Task task, Instant signedAt) {
        time.tell("copies recorded", "%s is recorded", task);
        request(repair.complete(world.db, task, signedAt, views, time.now()));
        wake(ROUND);
    }

    void failed(Task task) {
        time.tell("copies failed", "%s failed", task);
        repair.fail(task, time.now());
        wake(ROUND);
    }

    private void request(List<RemovalRequest> requests) {
        world.db.removals.requestAll(world.db, requests, world::id, time.now(), oracle);
    }

    // Rounds

    /** Has the rounds begin by then. */
    void wake(Duration delay) {
        Instant at = time.now().plus(delay);
        if (at.isBefore(nextRound)) {
            nextRound = at;
            time.at(at, () -> {
                if (nextRound.equals(at)) {
                    nextRound = Instant.MAX;
                    receive(this::round);
                }
            });
        }
    }

    /** After each event: what has changed is checked, and nodes hear of what concerns them. */
    void settle() {
        Set<ChunkId> changed = world.db.changed;
        if (changed.isEmpty()) {
            return;
        }
        world.db.changed = new LinkedHashSet<>();
        for (ChunkId chunk : changed) {
            oracle.check(chunk, views);
            world.db.replicasOf(chunk).forEach((node, replica) -> {
                if (replica.state == ReplicaState.SUSPECT) {
                    errand(node);
                }
            });
            world.db.removals.holdersToTell(chunk).forEach(this::errand);
        }
        dirty.addAll(changed);
        wake(ROUND);
    }

    private void errand(NodeId node) {
        Machine machine = world.machines.get(node);
        if (machine != null && machine.isHeard()) {
            errands.accept(machine);
        }
    }

    private void round() {
        SafeModeState state = safeMode();
        if (state.isOn()) {
            noteMassLoss(state);
            wake(Duration.ofSeconds(30));
            return;
        }
        scan();
        List<Task> tasks = repair.handOut(world.db, views, time.now());
        tasks.forEach(copies);
        if (!nextReclaim.isAfter(time.now())) {
            reclaim();
        }
        // Where nothing could be handed out, nodes are busy.
        sleep(tasks.isEmpty() ? ROUND.multipliedBy(6) : ROUND);
    }

    private void sleep(Duration least) {
        Instant next = repair.nextAttempt(time.now());
        next = nextReclaim.isBefore(next) ? nextReclaim : next;
        Duration rest = Duration.between(time.now(), next);
        wake(rest.compareTo(least) < 0 ? least : rest);
    }

    private void noteMassLoss(SafeModeState state) {
        time.tell("rounds in safe mode " + state.mode(), "safe mode %s", state.mode());
        ClusterFacts facts = world.db.cluster;
        boolean news =
                state.mode() == SafeModeState.Mode.MASS_LOSS && !Objects.equals(state.since(), facts.massLossAt());
        if (news) {
            world.db.cluster = new ClusterFacts(
                    facts.epoch(),
                    facts.seenEpoch(),
                    facts.oldCopySince(),
                    facts.reportsWantedAt(),
                    time.now(),
                    facts.safeModeLeftAt());
        }
    }

    private void scan() {
        if (everything) {
            dirty.addAll(world.db.chunks.keySet());
            everything = false;
        }
        if (dirty.isEmpty()) {
            return;
        }
        SimulatedRepair.Scanned scanned = repair.scan(world.db.facts(dirty), views, time.now());
        dirty.clear();
        request(repair.trim(world.db, scanned.trimmable(), views, null, time.now()));
        if (scanned.unreadable() > 0) {
            nextReclaim = time.now();
        }
    }

    /** Each day all chunks are looked at, whatever has changed. */
    void scanAll() {
        everything = true;
        wake(ROUND);
    }

    private void reclaim() {
        Instant now = time.now();
        Database db = world.db;
        for (Long id : List.copyOf(db.trash)) {
            Database.StoredFile file = db.files.get(id);
            if (file != null && file.expiresAt != null && !file.expiresAt.isAfter(now)) {
                time.tell("files purged", "file %s leaves the trash", id);
                db.purge(file, now);
                oracle.purged(file);
            }
        }
        request(SimulatedReclaim.unreferenced(db, now));
        request(SimulatedReclaim.orphans(db, views, now));
        db.removals.takeDue(db, views, now, oracle);
        Instant due = db.removals.nextDue(now);
        Instant usual = now.plus(Duration.ofHours(6));
        nextReclaim = due.isBefore(usual) ? due : usual;
    }

    int balance() {
        if (safeMode().isOn() || isDown()) {
            return 0;
        }
        int planned = repair.balance(world.db, views, time.now());
        if (planned > 0) {
            wake(ROUND);
        }
        return planned;
    }
}
