package io.dfs.metadata.simulation;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.removal.ReplicaKey;
import io.dfs.metadata.removal.SimulatedRemovals;
import io.dfs.metadata.repair.ChunkFacts;
import io.dfs.metadata.repair.ReplicaCheck;
import io.dfs.metadata.repair.SimulatedRepair.Task;
import io.dfs.metadata.repair.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Knows what is true, whatever the metadata believes, and what must always hold. */
final class Oracle implements SimulatedRemovals.Witness {

    /** Clocks of nodes and database may differ by so much, and a receipt of the last minutes is of now. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** A fault that makes no noise is found by the next scrub. */
    private static final Duration REPAIR_WINDOW = Duration.ofDays(15);

    /** For longer than this after the last word of its nodes. */
    private static final Duration MASS_LOSS_HOLDS = Duration.ofMinutes(8);

    /** Days in a row on which what is wrong could have been put right. */
    private static final int REPAIR_DAYS = 3;

    /** The same for what costs nothing but space, and is found by chunk reports every few days. */
    private static final int GARBAGE_DAYS = 21;

    private final World world;
    private final Set<ChunkId> wanted = new HashSet<>();
    private final Set<ChunkId> forgotten = new HashSet<>();
    private final Set<ChunkId> accepted = new HashSet<>();
    private final Map<ReplicaKey, Instant> faults = new HashMap<>();
    private final Map<ChunkId, Instant> atOne = new HashMap<>();
    private final Map<String, Integer> strikes = new HashMap<>();
    private Map<NodeId, NodeView> views = Map.of();

    final Set<ChunkId> lost = new HashSet<>();
    final List<String> losses = new ArrayList<>();
    Duration longestAtOne = Duration.ZERO;

    Oracle(World world) {
        this.world = world;
    }

    void watch(Map<NodeId, NodeView> nodes) {
        this.views = nodes;
    }

    // What happens

    void acknowledged(Collection<ChunkId> chunks) {
        wanted.addAll(chunks);
        chunks.forEach(this::count);
    }

    void purged(Database.StoredFile file) {
        file.chunks.stream()
                .filter(chunk -> !world.db.isReferenced(chunk) && !forgotten.contains(chunk))
                .forEach(this::isNoLongerWanted);
    }

    private void isNoLongerWanted(ChunkId chunk) {
        wanted.remove(chunk);
        forgotten.remove(chunk);
        count(chunk);
    }

    /** A fault took the file, or its bytes. */
    void struck(Machine machine, ChunkId chunk, String fault) {
        faults.put(new ReplicaKey(chunk, machine.id), world.time.now());
        world.time.trace("%s of %s: %s", chunk, machine, fault);
        count(chunk);
        boolean last = wanted.contains(chunk) && !accepted.contains(chunk) && !isSomewhere(chunk);
        if (last && !lost.contains(chunk)) {
            lose(chunk, "the last one to %s of %s".formatted(fault, machine));
        }
    }

    private void lose(ChunkId chunk, String how) {
        lost.add(chunk);
        Instant window = world.time.now().minus(REPAIR_WINDOW);
        List<String> recent = new ArrayList<>();
        faults.forEach((replica, at) -> {
            if (replica.chunkId().equals(chunk) && at.isAfter(window)) {
                recent.add(
                        "%s %s".formatted(world.addresses.get(replica.nodeId()).name(), at));
            }
        });
        // One alone would have been repaired.
        require(
                recent.size() > 1,
                () -> "I-6 %s is lost by %s after %s: %s".formatted(chunk, how, recent, describe(chunk)));
        losses.add("%s %s: %s; faults: %s"
                .formatted(
                        world.time.now(), chunk, how, recent.stream().sorted().toList()));
        world.time.tell("chunks lost to faults", "%s is lost: %s", chunk, how);
        giveUpFilesOf(chunk);
    }

    /** People hear of the loss, and remove what can't be read any more. */
    private void giveUpFilesOf(ChunkId chunk) {
        for (Long id : List.copyOf(world.db.users(chunk))) {
            Database.StoredFile file = Objects.requireNonNull(world.db.files.get(id));
            world.db.purge(file, world.time.now());
            purged(file);
        }
        isNoLongerWanted(chunk);
    }

    /** A node has deleted a file, as it was told. */
    void unlinked(Machine machine, ChunkId chunk, boolean wasGood) {
        count(chunk);
        boolean last = wasGood && wanted.contains(chunk) && !accepted.contains(chunk) && !isSomewhere(chunk);
        if (!last || lost.contains(chunk)) {
            return;
        }
        Database.Chunk row = world.db.chunks.get(chunk);
        long unknown = row == null
                ? 0
                : proven(chunk).stream().filter(node -> isStruck(chunk, node)).count();
        if (forgotten.contains(chunk) && row != null && row.reclaimedAt != null) {
            // Only a file used it that was stored after the back-up was made, and is not known any more.
            world.time.tell("chunks forgotten with a restored back-up", "%s", chunk);
            isNoLongerWanted(chunk);
            return;
        }
        require(
                row != null && unknown >= row.factor,
                () -> "I-4 the last good file of %s was deleted on %s: %s".formatted(chunk, machine, describe(chunk)));
        lose(chunk, "replicas that cannot have been known to be bad, as " + machine + " deleted another");
    }

    /** Counts the files in service that are good: how long was there only one? */
    void count(ChunkId chunk) {
        long good = world.machines.values().stream()
                .filter(machine -> machine.hasGood(chunk))
                .count();
        if (good == 1 && wanted.contains(chunk)) {
            atOne.putIfAbsent(chunk, world.time.now());
            return;
        }
        Instant since = atOne.remove(chunk);
        if (since != null) {
            Duration time = Duration.between(since, world.time.now());
            longestAtOne = time.compareTo(longestAtOne) > 0 ? time : longestAtOne;
        }
    }

    boolean isSomewhere(ChunkId chunk) {
        return world.machines.values().stream()
                .anyMatch(machine -> machine.hasGood(chunk) || machine.hasGoodAside(chunk));
    }

    /** An older copy of the database is in place: it lacks files, and has others again that had gone. */
    void restored(Database before) {
        Database db = world.db;
        before.files.values().stream()
                .filter(file -> !db.files.containsKey(file.id))
                .flatMap(file -> file.chunks.stream())
                .filter(wanted::contains)
                .forEach(forgotten::add);
        for (Database.StoredFile file : List.copyOf(db.files.values())) {
            for (ChunkId chunk : file.chunks) {
                if (lost.contains(chunk)) {
                    giveUpFilesOf(chunk);
                } else {
                    require(
                            isSomewhere(chunk),
                            () -> "I-4 a back-up younger than the quarantine lacks its bytes: " + describe(chunk));
                    wanted.add(chunk);
                }
            }
        }
    }

    /** An admin says that what this node has, and the metadata does not know, is garbage. */
    void accepted(NodeId node) {
        world.db.orphansOf(node).keySet().forEach(accepted::add);
    }

    // What the metadata decides

    /** A copy begins: not while more than a third of the nodes have vanished in the last minutes. */
    void copies(Task task) {
        Instant now = world.time.now();
        long vanished = 0;
        long all = 0;
        for (Map.Entry<NodeId, NodeView> node : views.entrySet()) {
            Database.Node row = Objects.requireNonNull(world.db.nodes.get(node.getKey()));
            boolean expected = row.adminState == AdminState.IN_SERVICE && row.awayUntil == null;
            boolean dead = node.getValue().health() == NodeHealth.DEAD;
            boolean fresh = dead && row.lastHeartbeatAt.isAfter(now.minus(MASS_LOSS_HOLDS));
            all += expected ? 1 : 0;
            vanished += expected && fresh ? 1 : 0;
        }
        long lost = vanished;
        long present = all;
        require(
                3 * lost <= present,
                () -> "%d of %d nodes vanished, and a copy begins: %s".formatted(lost, present, task));
    }

    @Override
    public void requested(ChunkId chunk, NodeId node, RemovalReason reason) {
        world.time.tell("removals " + reason, "%s is to leave %s: %s", chunk, node, reason);
        requireUnneeded(chunk, node, reason, "is sent to quarantine");
    }

    @Override
    public void unlinks(ChunkId chunk, NodeId node, RemovalReason reason) {
        world.time.trace("%s is to be unlinked on %s", chunk, node);
        requireUnneeded(chunk, node, reason, "is unlinked");
    }

    private void requireUnneeded(ChunkId chunk, NodeId node, RemovalReason reason, String what) {
        Database.Chunk row = world.db.chunks.get(chunk);
        boolean needless;
        if (row == null) {
            needless = !wanted.contains(chunk) || accepted.contains(chunk);
        } else if (world.db.isReferenced(chunk)) {
            needless = proven(chunk).size() >= row.factor;
        } else {
            needless = !wanted.contains(chunk) || forgotten.contains(chunk);
        }
        require(
                needless,
                () -> "I-4 %s, which is needed, %s on %s (%s): %s"
                        .formatted(chunk, what, node, reason, describe(chunk)));
    }

    /** Nodes whose replica proves something: read and found good, and the node answers, stays, and has told what it holds. */
    private List<NodeId> proven(ChunkId chunk) {
        List<NodeId> proven = new ArrayList<>();
        world.db.replicasOf(chunk).forEach((id, replica) -> {
            NodeView node = views.get(id);
            boolean counts = replica.state == ReplicaState.GOOD
                    && replica.verifiedAt != null
                    && node != null
                    && node.health() == NodeHealth.HEALTHY
                    && node.hasReported()
                    && (node.adminState() == AdminState.IN_SERVICE || node.adminState() == AdminState.MAINTENANCE);
            if (counts) {
                proven.add(id);
            }
        });
        return proven;
    }

    /** Of each chunk that has changed. */
    void check(ChunkId chunk, Map<NodeId, NodeView> nodes) {
        Database.Chunk row = world.db.chunks.get(chunk);
        if (row == null) {
            require(
                    !wanted.contains(chunk) || forgotten.contains(chunk),
                    () -> "the metadata has forgotten %s: %s".formatted(chunk, describe(chunk)));
            return;
        }
        require(
                row.reclaimedAt == null || world.db.replicasOf(chunk).isEmpty(),
                () -> "what was given up comes back: " + describe(chunk));
        if (world.db.cluster.isOldCopy()) {
            return; // which is known, so nothing is decided by it
        }
        for (NodeId node : proven(chunk)) {
            Machine machine = world.machines.get(node);
            require(
                    machine != null && (machine.hasGood(chunk) || isStruck(chunk, node)),
                    () -> "I-10 a proven replica of %s on %s is not there: %s".formatted(chunk, node, describe(chunk)));
        }
    }

    private static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    /** Whether a fault hit the replica later than anything is known of it. */
    private boolean isStruck(ChunkId chunk, NodeId node) {
        Instant fault = faults.get(new ReplicaKey(chunk, node));
        Database.Replica replica = world.db.replica(chunk, node);
        if (fault == null || replica == null) {
            return fault != null;
        }
        Instant known = replica.verifiedAt;
        return known == null || !fault.plus(TOLERANCE).isBefore(known);
    }

    private String describe(ChunkId chunk) {
        StringBuilder text = new StringBuilder();
        Database.Chunk row = world.db.chunks.get(chunk);
        if (row != null) {
            text.append("factor %d, referenced %s, unreferenced since %s, reclaimed %s"
                    .formatted(row.factor, world.db.isReferenced(chunk), row.unreferencedSince, row.reclaimedAt));
        }
        world.db
                .replicasOf(chunk)
                .forEach((node, replica) -> text.append("\n  recorded ")
                        .append(views.get(node))
                        .append(' ')
                        .append(replica)
                        .append(" fault ")
                        .append(faults.get(new ReplicaKey(chunk, node))));
        world.machines.values().forEach(machine -> {
            if (machine.files.containsKey(chunk) || machine.hasGoodAside(chunk)) {
                text.append("\n  %s %s: good in service %s, aside %s"
                        .formatted(machine, machine.id, machine.hasGood(chunk), machine.hasGoodAside(chunk)));
            }
        });
        text.append("\n  removals ").append(world.db.removals.of(chunk));
        return text.toString();
    }

    // What must not last

    /** Once a day while nothing holds the cluster back: what is wrong, and could be right, is counted. */
    void requireProgress(boolean holdsBack) {
        if (holdsBack) {
            strikes.clear();
            return;
        }
        Map<String, Integer> before = new HashMap<>(strikes);
        strikes.clear();
        for (ChunkId id : world.db.chunks.keySet()) {
            ChunkFacts chunk = Objects.requireNonNull(world.db.facts(id));
            if (!chunk.reclaimed()) {
                judge(chunk, before);
            }
        }
        world.machines.values().stream().filter(Machine::isHeard).forEach(machine -> judgeFiles(machine, before));
    }

    private void judge(ChunkFacts chunk, Map<String, Integer> before) {
        switch (ReplicaCheck.verdict(chunk, views)) {
            case Verdict.UnderReplicated verdict -> {
                if (canBeCopied(chunk)) {
                    strike("I-6 short " + chunk.id(), REPAIR_DAYS, verdict::reason, before);
                }
            }
            case Verdict.Unreadable verdict -> {
                if (isWithinReach(chunk.id())) {
                    strike("I-6 unreadable " + chunk.id(), REPAIR_DAYS, verdict::reason, before);
                }
            }
            case Verdict.Misplaced verdict -> {
                if (canBeSpread(chunk)) {
                    strike("I-5 misplaced " + chunk.id(), REPAIR_DAYS, verdict::reason, before);
                }
            }
            case Verdict.Excess _ -> {
                boolean certain = ReplicaCheck.counted(chunk, views).stream()
                        .allMatch(replica -> isReady(Objects.requireNonNull(views.get(replica.nodeId()))));
                if (certain) {
                    strike("excess " + chunk.id(), REPAIR_DAYS, () -> describe(chunk.id()), before);
                }
            }
            case Verdict.Sound _, Verdict.Unreferenced _ -> {}
        }
    }

    private boolean canBeCopied(ChunkFacts chunk) {
        boolean source = chunk.replicas().stream()
                .filter(replica -> ReplicaCheck.isReadable(replica, views))
                .map(replica -> world.machines.get(replica.nodeId()))
                .anyMatch(machine -> machine != null && machine.isHeard() && machine.hasGood(chunk.id()));
        return source && views.keySet().stream().anyMatch(node -> canTake(node, chunk));
    }

    /** Whether a node in a zone without a replica could take one. */
    private boolean canBeSpread(ChunkFacts chunk) {
        Set<String> used = new HashSet<>();
        ReplicaCheck.counted(chunk, views)
                .forEach(replica -> used.add(Objects.requireNonNull(views.get(replica.nodeId()))
                        .address()
                        .zone()));
        return views.entrySet().stream()
                .anyMatch(node -> !used.contains(node.getValue().address().zone()) && canTake(node.getKey(), chunk));
    }

    private boolean canTake(NodeId id, ChunkFacts chunk) {
        NodeView node = Objects.requireNonNull(views.get(id));
        Machine machine = world.machines.get(id);
        return machine != null
                && isReady(node)
                && machine.fits(chunk.lengthBytes())
                && Math.abs(node.clockSkewMillis()) < 60_000
                && !chunk.leaving().contains(id)
                && chunk.replicas().stream()
                        .noneMatch(replica -> replica.nodeId().equals(id));
    }

    private static boolean isReady(NodeView node) {
        return node.health() == NodeHealth.HEALTHY
                && node.adminState() == AdminState.IN_SERVICE
                && node.hasReported()
                && !node.diskFailed();
    }

    private boolean isWithinReach(ChunkId chunk) {
        return world.machines.values().stream()
                .filter(Machine::isHeard)
                .anyMatch(machine ->
                        machine.hasGood(chunk) && !Objects.requireNonNull(machine.files.get(chunk)).disk.failed);
    }

    private void judgeFiles(Machine machine, Map<String, Integer> before) {
        Database db = world.db;
        machine.files.forEach((chunk, file) -> {
            boolean tracked = db.replica(chunk, machine.id) != null
                    || db.removals.isLeaving(chunk, machine.id)
                    || db.orphansOf(machine.id).containsKey(chunk);
            if (!tracked) {
                strike("untracked %s on %s".formatted(chunk, machine), GARBAGE_DAYS, () -> describe(chunk), before);
            }
        });
        for (Map.Entry<UUID, Machine.Aside> aside : machine.quarantine.entrySet()) {
            if (!db.removals.isKnown(aside.getKey())) {
                strike("unknown in quarantine %s on %s".formatted(aside, machine), GARBAGE_DAYS, () -> "", before);
            }
        }
    }

    private void strike(String what, int most, Supplier<String> why, Map<String, Integer> before) {
        int days = before.getOrDefault(what, 0) + 1;
        strikes.put(what, days);
        require(days <= most, () -> "%d days in a row: %s: %s".formatted(days, what, why.get()));
    }

    /** What is not as it should be once the faults have ended. */
    List<String> faultsLeft() {
        List<String> left = new ArrayList<>();
        for (ChunkId id : world.db.chunks.keySet()) {
            ChunkFacts chunk = Objects.requireNonNull(world.db.facts(id));
            Verdict verdict = ReplicaCheck.verdict(chunk, views);
            if (chunk.referenced() && !verdict.equals(new Verdict.Sound(true))) {
                left.add(verdict + " " + describe(id));
            }
        }
        return left;
    }
}
