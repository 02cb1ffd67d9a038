package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.ReplicaKey;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.CopyDecision.Done;
import io.dfs.metadata.repair.CopyDecision.Postpone;
import io.dfs.metadata.repair.CopyDecision.Wait;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import io.dfs.metadata.repair.TrimStep.Forget;
import io.dfs.metadata.repair.TrimStep.Remove;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.simulation.Database;
import io.dfs.metadata.time.ReceiptAge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue of repairs in memory. {@link ScanFindings}, {@link CopyPlanner}, {@link TrimPlanner} and {@link BalancePlanner}
 * decide; that they keep to the limits is checked with each copy.
 */
public final class SimulatedRepair {

    private static final RepairSettings REPAIR = new RepairSettings(
            1000,
            100,
            Duration.ofMinutes(1),
            2,
            2,
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofSeconds(15));

    private static final BalanceSettings BALANCE = new BalanceSettings(true, 5, 20, 90);
    private static final int DECISIONS_PER_ROUND = 150;
    private static final int COPIES_AT_ONCE = 200;

    /** A copy that a worker is to make. */
    public record Task(
            Object item,
            long fence,
            RepairClass repairClass,
            ChunkId chunk,
            NodeId source,
            NodeId target,
            long lengthBytes) {

        @Override
        public String toString() {
            return "%s %s from %s to %s".formatted(repairClass, chunk, source, target);
        }
    }

    /** What a scan found besides repairs. */
    public record Scanned(List<ChunkId> trimmable, int unreadable) {}

    private record Key(WorkItem.Kind kind, ChunkId chunk) {}

    /** A work item, and when it may be looked at again. */
    private static final class Item {

        private WorkItem work;
        private Instant nextAttemptAt;
        private Instant claimedUntil = Instant.MIN;

        Item(WorkItem work, Instant now) {
            this.work = work;
            this.nextAttemptAt = now;
        }

        boolean isClaimed(Instant now) {
            return claimedUntil.isAfter(now);
        }
    }

    private final Map<Key, Item> items = new LinkedHashMap<>();
    private final CopyPlanner copyPlanner;
    private final BalancePlanner balancePlanner = new BalancePlanner(BALANCE);
    private final Supplier<UUID> ids;

    public SimulatedRepair(Placement placement, Supplier<UUID> ids) {
        this.copyPlanner = new CopyPlanner(placement, balancePlanner, REPAIR);
        this.ids = ids;
    }

    /** The database is another one: its queue is a hint that scans make again. */
    public void clear() {
        items.clear();
    }

    public Scanned scan(Collection<ChunkFacts> chunks, Map<NodeId, NodeView> nodes, Instant now) {
        ScanFindings findings = ScanFindings.of(chunks, nodes);
        findings.wanted().forEach(wanted -> add(wanted, now));
        return new Scanned(findings.trimmable(), findings.unreadable().size());
    }

    private void add(Wanted wanted, Instant now) {
        Key key = key(wanted.kind(), wanted.chunkId());
        Item present = items.get(key);
        if (present == null) {
            WorkItem work = new WorkItem(
                    ids.get(),
                    wanted.kind(),
                    wanted.repairClass(),
                    wanted.chunkId(),
                    0,
                    0,
                    false,
                    null,
                    wanted.target(),
                    wanted.retire());
            items.put(key, new Item(work, now));
        } else {
            present.work = with(present.work, wanted.repairClass(), wanted.retire());
        }
    }

    private static Key key(WorkItem.Kind kind, ChunkId chunk) {
        return new Key(kind, chunk);
    }

    private static WorkItem with(WorkItem old, RepairClass repairClass, @Nullable NodeId retire) {
        return new WorkItem(
                old.id(),
                old.kind(),
                repairClass,
                old.chunkId(),
                old.fence(),
                old.attempts(),
                old.claimed(),
                old.source(),
                old.target(),
                retire);
    }

    /** As {@link RepairClaimer}: the copies that begin now. */
    public List<Task> handOut(Database db, Map<NodeId, NodeView> nodes, Instant now) {
        List<Item> due = items.values().stream()
                .filter(item -> !item.nextAttemptAt.isAfter(now) && !item.isClaimed(now))
                .sorted(Comparator.<Item>comparingInt(
                                item -> item.work.repairClass().priority())
                        .thenComparing(item -> item.nextAttemptAt)
                        .thenComparing(item -> item.work.id()))
                .limit(DECISIONS_PER_ROUND)
                .toList();
        if (due.isEmpty()) {
            return List.of();
        }
        CopyScene scene = new CopyScene(nodes, underWay(db, now), new NodeLoads(nodes, db.removals.leavingBytes(db)));
        List<Task> tasks = new ArrayList<>();
        for (Item item : due) {
            if (tasks.size() < COPIES_AT_ONCE) {
                handOut(db, item, scene, now).ifPresent(tasks::add);
            }
        }
        return tasks;
    }

    private Optional<Task> handOut(Database db, Item item, CopyScene scene, Instant now) {
        ChunkFacts chunk = db.facts(item.work.chunkId());
        return switch (copyPlanner.decide(item.work, chunk, scene)) {
            case Copy copy -> Optional.of(start(item, copy, Objects.requireNonNull(chunk), scene, now));
            case Done _ -> {
                remove(item.work);
                yield Optional.empty();
            }
            case Postpone _ -> {
                item.nextAttemptAt = now.plus(REPAIR.recheckDelay());
                yield Optional.empty();
            }
            case Wait _ -> Optional.empty();
        };
    }

    private static Task start(Item item, Copy copy, ChunkFacts chunk, CopyScene scene, Instant now) {
        requireGoodPlan(copy, chunk, scene);
        NodeId source = copy.source().id();
        NodeId target = copy.target().id();
        WorkItem old = item.work;
        item.claimedUntil = now.plus(REPAIR.claimDuration());
        item.work = new WorkItem(
                old.id(),
                old.kind(),
                copy.repairClass(),
                old.chunkId(),
                old.fence() + 1,
                old.attempts(),
                true,
                source,
                target,
                old.retire());
        scene.underWay().add(source, target, old.retire(), chunk.lengthBytes());
        return new Task(item, item.work.fence(), copy.repairClass(), chunk.id(), source, target, chunk.lengthBytes());
    }

    private static void requireGoodPlan(Copy copy, ChunkFacts chunk, CopyScene scene) {
        NodeId source = copy.source().id();
        NodeId target = copy.target().id();
        NodeView to = Objects.requireNonNull(scene.nodes().get(target));
        assertThat(ReplicaCheck.isReady(to))
                .as("a copy to %s, which takes none", to)
                .isTrue();
        assertThat(chunk.replicas().stream()
                        .filter(held -> held.nodeId().equals(target) && ReplicaCheck.counts(held, scene.nodes())))
                .as("I-5 a second replica on %s of %s", copy.target().name(), chunk)
                .isEmpty();
        assertThat(chunk.leaving())
                .as("I-4 a copy to a node that gives one away")
                .doesNotContain(target);
        assertThat(scene.underWay().from(source))
                .as("I-9 %s copies from %s", copy.repairClass(), copy.source().name())
                .isLessThan(REPAIR.maxCopiesPerSource(copy.repairClass()));
        assertThat(scene.underWay().to(target))
                .as("I-9 %s copies to %s", copy.repairClass(), copy.target().name())
                .isLessThan(REPAIR.maxCopiesPerTarget(copy.repairClass()));
        assertThat(to.space().freeBytes() - scene.underWay().bytesTo(target))
                .as("free bytes of %s before a copy of %s", to, chunk)
                .isGreaterThanOrEqualTo(chunk.lengthBytes());
    }

    private CopiesUnderWay underWay(Database db, Instant now) {
        CopiesUnderWay underWay = new CopiesUnderWay();
        for (Item item : items.values()) {
            NodeId source = item.work.source();
            NodeId target = item.work.target();
            Database.Chunk chunk = db.chunks.get(item.work.chunkId());
            if (item.isClaimed(now) && source != null && target != null && chunk != null) {
                underWay.add(source, target, item.work.retire(), chunk.lengthBytes);
            }
        }
        return underWay;
    }

    /** As {@link RepairRenewals}: its worker is still at it. */
    public void renew(Task task, Instant now) {
        Item item = (Item) task.item();
        if (isCurrent(task) && item.isClaimed(now)) {
            item.claimedUntil = now.plus(REPAIR.claimDuration());
        }
    }

    private boolean isCurrent(Task task) {
        Item item = (Item) task.item();
        WorkItem work = item.work;
        return items.get(key(work.kind(), work.chunkId())) == item && work.fence() == task.fence() && work.claimed();
    }

    /**
     * As {@link RepairResults}: the copy counts if its worker still has the item. Says what is to be removed.
     *
     * @param signedAt when the target made the receipt
     */
    public List<RemovalRequest> complete(
            Database db, Task task, Instant signedAt, Map<NodeId, NodeView> nodes, Instant now) {
        if (!isCurrent(task)) {
            return List.of();
        }
        WorkItem work = ((Item) task.item()).work;
        ChunkFacts chunk = db.facts(task.chunk());
        if (chunk == null) {
            remove(work);
            return List.of();
        }
        if (chunk.reclaimed()) {
            remove(work);
            return List.of(new RemovalRequest(
                    chunk.id(), task.target(), chunk.lengthBytes(), RemovalReason.RECLAIMED, "copied meanwhile"));
        }
        record(db, task, signedAt, now);
        finish(db, (Item) task.item(), nodes, now);
        return trim(db, List.of(chunk.id()), nodes, work.retire(), now);
    }

    private static void record(Database db, Task task, Instant signedAt, Instant now) {
        boolean doubtful = ReceiptAge.isOld(signedAt, now)
                || db.removals.isLeavingServiceOrLeftWithin(
                        RepairResults.COPY_WINDOW, new ReplicaKey(task.chunk(), task.target()), now);
        db.put(
                task.chunk(),
                task.target(),
                doubtful
                        ? new Database.Replica(ReplicaState.SUSPECT, null, now)
                        : new Database.Replica(ReplicaState.GOOD, now, now));
    }

    private void finish(Database db, Item item, Map<NodeId, NodeView> nodes, Instant now) {
        ChunkFacts after = Objects.requireNonNull(db.facts(item.work.chunkId()));
        boolean more = item.work.kind() == WorkItem.Kind.REPAIR
                && ReplicaCheck.verdict(after, nodes) instanceof UnderReplicated;
        if (more) {
            item.claimedUntil = Instant.MIN;
            item.nextAttemptAt = now;
            item.work = unclaimed(item.work, 0);
        } else {
            remove(item.work);
        }
    }

    private static WorkItem unclaimed(WorkItem work, int attempts) {
        return new WorkItem(
                work.id(),
                work.kind(),
                work.repairClass(),
                work.chunkId(),
                work.fence(),
                attempts,
                false,
                work.source(),
                work.target(),
                work.retire());
    }

    public void fail(Task task, Instant now) {
        if (isCurrent(task)) {
            Item item = (Item) task.item();
            int attempts = item.work.attempts() + 1;
            item.claimedUntil = Instant.MIN;
            item.nextAttemptAt = now.plus(REPAIR.delayAfter(attempts));
            item.work = unclaimed(item.work, attempts);
        }
    }

    /** As {@link Trimmer}: what is to be removed; rows of files that are gone go at once. */
    public List<RemovalRequest> trim(
            Database db, List<ChunkId> chunks, Map<NodeId, NodeView> nodes, @Nullable NodeId retire, Instant now) {
        List<RemovalRequest> requests = new ArrayList<>();
        for (ChunkId id : chunks) {
            ChunkFacts chunk = db.facts(id);
            if (chunk == null || chunk.reclaimed() || isClaimed(id, now)) {
                continue;
            }
            for (TrimStep step : TrimPlanner.plan(chunk, nodes, retire)) {
                switch (step) {
                    case Remove remove ->
                        requests.add(new RemovalRequest(
                                id, remove.nodeId(), chunk.lengthBytes(), remove.reason(), remove.why()));
                    case Forget forget -> db.removeReplica(id, forget.nodeId());
                }
            }
        }
        return requests;
    }

    private boolean isClaimed(ChunkId chunk, Instant now) {
        for (WorkItem.Kind kind : WorkItem.Kind.values()) {
            Item item = items.get(key(kind, chunk));
            if (item != null && item.isClaimed(now)) {
                return true;
            }
        }
        return false;
    }

    /** As {@link Balancer}; returns how many moves are planned. */
    public int balance(Database db, Map<NodeId, NodeView> nodes, Instant now) {
        long planned = count(RepairClass.BALANCE);
        if (items.size() > planned) {
            return 0;
        }
        NodeLoads loads = new NodeLoads(nodes, db.removals.leavingBytes(db));
        for (Item item : items.values()) {
            Database.Chunk chunk = db.chunks.get(item.work.chunkId());
            if (chunk != null) {
                loads.move(
                        Objects.requireNonNull(item.work.retire()),
                        Objects.requireNonNull(item.work.target()),
                        chunk.lengthBytes);
            }
        }
        int before = (int) planned;
        for (NodeView giver :
                balancePlanner.outlook(loads).givers().stream().limit(5).toList()) {
            for (ChunkId id :
                    db.chunksOf(giver.address().id()).stream().sorted().toList()) {
                if (planned < BALANCE.maxMoves() && planMove(db, id, giver, nodes, loads, now)) {
                    planned++;
                }
            }
        }
        return (int) planned - before;
    }

    private boolean planMove(
            Database db, ChunkId id, NodeView giver, Map<NodeId, NodeView> nodes, NodeLoads loads, Instant now) {
        ChunkFacts chunk = db.facts(id);
        if (chunk == null
                || chunk.reclaimed()
                || items.containsKey(key(WorkItem.Kind.MOVE, id))
                || !BalancePlanner.isMovable(chunk, nodes)) {
            return false;
        }
        Optional<NodeView> target = balancePlanner.target(chunk, giver, nodes, loads);
        target.ifPresent(to -> {
            NodeId from = giver.address().id();
            loads.move(from, to.address().id(), chunk.lengthBytes());
            add(
                    new Wanted(
                            id,
                            WorkItem.Kind.MOVE,
                            RepairClass.BALANCE,
                            "",
                            from,
                            to.address().id()),
                    now);
        });
        return target.isPresent();
    }

    private long count(RepairClass repairClass) {
        return items.values().stream()
                .filter(item -> item.work.repairClass() == repairClass)
                .count();
    }

    /** Items that are more than evening out. */
    public long urgent() {
        return items.size() - count(RepairClass.BALANCE);
    }

    /** When an item wants to be looked at; far away if there is none. */
    public Instant nextAttempt(Instant now) {
        Instant next = Instant.MAX;
        for (Item item : items.values()) {
            Instant at = item.isClaimed(now) ? item.claimedUntil : item.nextAttemptAt;
            next = at.isBefore(next) ? at : next;
        }
        return next;
    }

    @Override
    public String toString() {
        return items.values().stream()
                .map(item -> item.work.toString())
                .toList()
                .toString();
    }

    private void remove(WorkItem work) {
        items.remove(key(work.kind(), work.chunkId()));
    }
}
