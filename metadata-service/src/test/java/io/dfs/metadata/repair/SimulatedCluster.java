package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.placement.PlacementRequest;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.CopyDecision.Done;
import io.dfs.metadata.repair.CopyDecision.Postpone;
import io.dfs.metadata.repair.CopyDecision.Wait;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import io.dfs.metadata.repair.TrimStep.Forget;
import io.dfs.metadata.repair.TrimStep.Remove;
import io.dfs.metadata.repair.Verdict.Sound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in virtual time: nodes and the database are models, and everything that is decided is decided by the code that
 * decides it in earnest. What must always hold is checked at each act.
 */
final class SimulatedCluster {

    static final RepairSettings REPAIR = new RepairSettings(
            1000,
            100,
            Duration.ofMinutes(5),
            2,
            2,
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofSeconds(15));

    private static final BalanceSettings BALANCE = new BalanceSettings(true, 5, 20, 90);
    private static final long BYTES_PER_SECOND = 100_000_000;
    private static final int CHUNKS_PER_SCAN = 400;
    private static final int DECISIONS_PER_STEP = 150;
    private static final int COPIES_AT_ONCE = 100;

    private final Random random;
    private final Placement placement;
    private final CopyPlanner copyPlanner;
    private final BalancePlanner balancePlanner = new BalancePlanner(BALANCE);

    final Map<NodeId, SimulatedNode> nodes = new LinkedHashMap<>();
    final List<ChunkId> chunkIds = new ArrayList<>();
    private final Map<ChunkId, ChunkFacts> chunks = new HashMap<>();
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final List<Running> running = new ArrayList<>();

    /** Chunks of which a node is to verify a replica, or to give one away. */
    private final Set<ChunkId> restless = new LinkedHashSet<>();

    private Map<NodeId, NodeView> views = Map.of();
    private long now;
    private int scanned;
    private int numberOfNodes;

    int copies;
    int moves;
    int trims;

    /** A work item, and when it may be looked at again. */
    private static final class Item {

        private WorkItem work;
        private long nextAttemptAt;
        private long claimedUntil;

        Item(WorkItem work, long now) {
            this.work = work;
            this.nextAttemptAt = now;
        }
    }

    private record Running(Item item, long fence, Copy copy, long until, long lengthBytes) {}

    SimulatedCluster(Random random) {
        this.random = random;
        this.placement = new Placement(random);
        this.copyPlanner = new CopyPlanner(placement, balancePlanner, REPAIR);
    }

    SimulatedNode addNode(String zone, long capacityBytes) {
        SimulatedNode node = new SimulatedNode(++numberOfNodes, zone, capacityBytes, now);
        nodes.put(node.id, node);
        return node;
    }

    /** A chunk that was written to as many nodes as it wants. */
    void addChunk(long lengthBytes, int factor) {
        List<Replica> replicas = placement
                .place(
                        new PlacementRequest(lengthBytes, factor, factor),
                        nodes.values().stream()
                                .map(node -> node.view(now).candidate(Standing.FREE))
                                .toList())
                .nodes()
                .stream()
                .map(address -> new Replica(address.id(), ReplicaState.GOOD, true))
                .toList();
        ChunkId id = new ChunkId(new UUID(random.nextLong() & ~0xF000L | 0x7000L, random.nextLong()));
        replicas.forEach(replica -> node(replica.nodeId()).put(id, lengthBytes));
        chunkIds.add(id);
        chunks.put(id, new ChunkFacts(id, lengthBytes, new Crc32c(1), factor, true, false, replicas, Set.of()));
    }

    void setFactor(ChunkId id, int factor) {
        ChunkFacts chunk = chunk(id);
        chunks.put(
                id,
                new ChunkFacts(
                        id,
                        chunk.lengthBytes(),
                        chunk.crc32c(),
                        factor,
                        true,
                        false,
                        chunk.replicas(),
                        chunk.leaving()));
    }

    /** Five seconds of the cluster's life. */
    void step() {
        now += 5;
        nodes.values().forEach(node -> node.heartbeat(now));
        views = nodes.values().stream()
                .collect(Collectors.toMap(node -> node.id, node -> node.view(now), (a, _) -> a, LinkedHashMap::new));
        List.copyOf(restless).forEach(id -> chunk(id).replicas().forEach(replica -> look(node(replica.nodeId()), id)));
        List.copyOf(restless).forEach(id -> chunk(id).leaving().forEach(node -> look(node(node), id)));
        restless.removeIf(id -> isAtRest(chunk(id)));
        finishCopies();
        scan();
        handOut();
        if (now % 30 == 0) {
            balance();
        }
    }

    // What nodes do

    private static boolean isAtRest(ChunkFacts chunk) {
        return chunk.leaving().isEmpty()
                && chunk.replicas().stream().noneMatch(replica -> replica.state() == ReplicaState.SUSPECT);
    }

    /** The node has come up: it tells of every chunk that it has, or should have. */
    void report(SimulatedNode node) {
        chunkIds.forEach(id -> look(node, id));
    }

    /** The node obeys a removal, tells of what is not recorded, verifies what is suspect. */
    private void look(SimulatedNode node, ChunkId id) {
        if (!node.up) {
            return;
        }
        ChunkFacts chunk = chunk(id);
        Optional<Replica> recorded = replica(chunk, node.id);
        if (chunk.leaving().contains(node.id)) {
            node.quarantine(id, chunk.lengthBytes());
            Set<NodeId> rest = new HashSet<>(chunk.leaving());
            rest.remove(node.id);
            chunks.put(id, chunk.leaving(rest));
            recorded.ifPresent(replica -> suspect(id, replica));
        } else if (recorded.isEmpty() && node.files.containsKey(id)) {
            record(id, new Replica(node.id, ReplicaState.SUSPECT, false));
        } else {
            recorded.filter(replica -> replica.isCredible() && needsALook(replica, node, id))
                    .ifPresent(replica -> record(id, verified(node, id, replica)));
        }
    }

    private static boolean needsALook(Replica replica, SimulatedNode node, ChunkId id) {
        return replica.state() == ReplicaState.SUSPECT || !node.files.containsKey(id);
    }

    private static Replica verified(SimulatedNode node, ChunkId id, Replica replica) {
        if (!node.files.containsKey(id)) {
            return new Replica(node.id, ReplicaState.MISSING, replica.verified());
        }
        return node.hasGood(id)
                ? new Replica(node.id, ReplicaState.GOOD, true)
                : new Replica(node.id, ReplicaState.CORRUPT, replica.verified());
    }

    /** Bytes rot, and the scrubber or a reader notices. False if it would have been the last good copy. */
    boolean rot(ChunkId id, SimulatedNode node) {
        if (!node.hasGood(id) || goodFiles(id) < 2) {
            return false;
        }
        node.files.put(id, false);
        replica(chunk(id), node.id).ifPresent(replica -> suspect(id, replica));
        return true;
    }

    private void suspect(ChunkId id, Replica replica) {
        if (replica.isCredible()) {
            record(id, new Replica(replica.nodeId(), ReplicaState.SUSPECT, replica.verified()));
        }
    }

    /** Whether nothing would be lost with the node's disk. */
    boolean isDispensable(SimulatedNode node) {
        return node.files.keySet().stream()
                .allMatch(id -> nodes.values().stream().anyMatch(other -> other != node && other.hasGood(id)));
    }

    private long goodFiles(ChunkId id) {
        return nodes.values().stream().filter(node -> node.hasGood(id)).count();
    }

    // What the controller has done

    private void scan() {
        List<ChunkFacts> page = new ArrayList<>();
        for (int i = 0; i < Math.min(CHUNKS_PER_SCAN, chunkIds.size()); i++) {
            page.add(chunk(chunkIds.get(scanned++ % chunkIds.size())));
        }
        ScanFindings findings = ScanFindings.of(page, views);
        findings.wanted().forEach(this::add);
        findings.trimmable().forEach(id -> trim(id, null));
    }

    private void add(Wanted wanted) {
        String key = wanted.kind() + " " + wanted.chunkId();
        Item present = items.get(key);
        WorkItem old = present == null ? null : present.work;
        WorkItem work = new WorkItem(
                old == null ? Ids.next() : old.id(),
                wanted.kind(),
                wanted.repairClass(),
                wanted.chunkId(),
                old == null ? 0 : old.fence(),
                old == null ? 0 : old.attempts(),
                old != null && old.claimed(),
                old == null ? null : old.source(),
                old == null ? wanted.target() : old.target(),
                wanted.retire());
        if (present == null) {
            items.put(key, new Item(work, now));
        } else {
            present.work = work;
        }
    }

    private void handOut() {
        CopyScene scene = new CopyScene(views, underWay(), new NodeLoads(views, Map.of()));
        List<Item> due = items.values().stream()
                .filter(item -> item.nextAttemptAt <= now && item.claimedUntil <= now)
                .sorted(Comparator.<Item>comparingInt(
                                item -> item.work.repairClass().priority())
                        .thenComparingLong(item -> item.nextAttemptAt))
                .limit(DECISIONS_PER_STEP)
                .toList();
        for (Item item : due) {
            if (running.size() < COPIES_AT_ONCE) {
                handOut(item, scene);
            }
        }
    }

    private void handOut(Item item, CopyScene scene) {
        ChunkFacts chunk = chunk(item.work.chunkId());
        switch (copyPlanner.decide(item.work, chunk, scene)) {
            case Copy copy -> start(item, copy, chunk, scene);
            case Done _ -> remove(item);
            case Postpone _ -> item.nextAttemptAt = now + REPAIR.recheckDelay().toSeconds();
            case Wait _ -> {}
        }
    }

    private void start(Item item, Copy copy, ChunkFacts chunk, CopyScene scene) {
        NodeId source = copy.source().id();
        NodeId target = copy.target().id();
        assertThat(replica(chunk, target).filter(held -> ReplicaCheck.counts(held, scene.nodes())))
                .as("I-5 a second replica on %s", copy.target().name())
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
        item.claimedUntil = now + REPAIR.claimDuration().toSeconds();
        item.work = claimed(item.work, copy);
        scene.underWay().add(source, target, item.work.retire(), chunk.lengthBytes());
        // One in fifty controllers dies with its claim.
        if (random.nextInt(50) > 0) {
            long seconds = 1 + chunk.lengthBytes() * scene.underWay().from(source) / BYTES_PER_SECOND;
            running.add(new Running(item, item.work.fence(), copy, now + seconds, chunk.lengthBytes()));
        }
    }

    private static WorkItem claimed(WorkItem work, Copy copy) {
        return new WorkItem(
                work.id(),
                work.kind(),
                copy.repairClass(),
                work.chunkId(),
                work.fence() + 1,
                work.attempts(),
                true,
                copy.source().id(),
                copy.target().id(),
                work.retire());
    }

    private CopiesUnderWay underWay() {
        CopiesUnderWay underWay = new CopiesUnderWay();
        for (Item item : items.values()) {
            NodeId source = item.work.source();
            NodeId target = item.work.target();
            if (item.claimedUntil > now && source != null && target != null) {
                underWay.add(
                        source,
                        target,
                        item.work.retire(),
                        chunk(item.work.chunkId()).lengthBytes());
            }
        }
        return underWay;
    }

    private void finishCopies() {
        for (Iterator<Running> iterator = running.iterator(); iterator.hasNext(); ) {
            Running copy = iterator.next();
            if (copy.until() <= now) {
                iterator.remove();
                if (copy.item().work.fence() == copy.fence() && items.containsValue(copy.item())) {
                    finish(copy);
                }
            }
        }
    }

    private void finish(Running copy) {
        ChunkId id = copy.item().work.chunkId();
        SimulatedNode source = node(copy.copy().source().id());
        SimulatedNode target = node(copy.copy().target().id());
        copy.item().claimedUntil = 0;
        if (!source.up || !target.up || !source.hasGood(id)) {
            fail(copy.item());
            replica(chunk(id), source.id).ifPresent(replica -> suspect(id, replica));
            return;
        }
        target.put(id, copy.lengthBytes());
        record(id, new Replica(target.id, ReplicaState.GOOD, true));
        copies++;
        moves += copy.item().work.kind() == WorkItem.Kind.MOVE ? 1 : 0;
        remove(copy.item());
        trim(id, copy.item().work.retire());
    }

    private void fail(Item item) {
        WorkItem work = item.work;
        item.nextAttemptAt = now + REPAIR.delayAfter(work.attempts() + 1).toSeconds();
        item.work = new WorkItem(
                work.id(),
                work.kind(),
                work.repairClass(),
                work.chunkId(),
                work.fence(),
                work.attempts() + 1,
                false,
                work.source(),
                work.target(),
                work.retire());
    }

    private void trim(ChunkId id, @Nullable NodeId retire) {
        ChunkFacts chunk = chunk(id);
        boolean claimed = items.values().stream()
                .anyMatch(item -> item.claimedUntil > now && item.work.chunkId().equals(id));
        if (claimed) {
            return;
        }
        for (TrimStep step : TrimPlanner.plan(chunk, views, retire)) {
            trims++;
            forget(id, step.nodeId());
            switch (step) {
                case Remove remove -> {
                    Set<NodeId> leaving = new HashSet<>(chunk(id).leaving());
                    leaving.add(remove.nodeId());
                    chunks.put(id, chunk(id).leaving(leaving));
                    restless.add(id);
                }
                case Forget _ -> {}
            }
            requireEnoughLeft(id);
        }
    }

    private void requireEnoughLeft(ChunkId id) {
        ChunkFacts chunk = chunk(id);
        long left = chunk.replicas().stream()
                .filter(replica -> TrimPlanner.isProven(replica, views))
                .filter(replica -> !chunk.leaving().contains(replica.nodeId()))
                // No one can know of a disk that was lost in the silence of the last few seconds.
                .filter(replica ->
                        !node(replica.nodeId()).up || node(replica.nodeId()).hasGood(id))
                .count();
        assertThat(left)
                .as("I-4 good replicas after a trim of %s; good files on %s", chunk, goodNodes(id))
                .isGreaterThanOrEqualTo(chunk.replicationFactor());
    }

    private List<NodeId> goodNodes(ChunkId id) {
        return nodes.values().stream()
                .filter(node -> node.hasGood(id))
                .map(node -> node.id)
                .toList();
    }

    private void balance() {
        long planned = items.values().stream()
                .filter(item -> item.work.repairClass() == RepairClass.BALANCE)
                .count();
        if (items.size() > planned) {
            return;
        }
        NodeLoads loads = new NodeLoads(views, Map.of());
        for (Item item : items.values()) {
            loads.move(
                    Objects.requireNonNull(item.work.retire()),
                    Objects.requireNonNull(item.work.target()),
                    chunk(item.work.chunkId()).lengthBytes());
        }
        for (NodeView giver : balancePlanner.outlook(loads).givers()) {
            List<ChunkId> held =
                    node(giver.address().id()).files.keySet().stream().sorted().toList();
            for (int i = 0; i < held.size() && planned < BALANCE.maxMoves(); i++) {
                planned += planMove(held.get(i), giver, loads) ? 1 : 0;
            }
        }
    }

    private boolean planMove(ChunkId id, NodeView giver, NodeLoads loads) {
        ChunkFacts chunk = chunk(id);
        if (items.containsKey("MOVE " + id) || !BalancePlanner.isMovable(chunk, views)) {
            return false;
        }
        Optional<NodeView> target = balancePlanner.target(chunk, giver, views, loads);
        target.ifPresent(to -> {
            NodeId from = giver.address().id();
            loads.move(from, to.address().id(), chunk.lengthBytes());
            add(new Wanted(
                    id,
                    WorkItem.Kind.MOVE,
                    RepairClass.BALANCE,
                    "",
                    from,
                    to.address().id()));
        });
        return target.isPresent();
    }

    // What is there

    /** No file but bad ones of a chunk anywhere: it is lost. */
    void requireNothingLost() {
        for (ChunkId id : chunkIds) {
            boolean known = chunk(id).replicas().stream()
                    .anyMatch(replica -> node(replica.nodeId()).hasGood(id));
            assertThat(known || goodFiles(id) > 0)
                    .as("a good file of chunk %s is left", id)
                    .isTrue();
        }
    }

    /** What is not yet as it should be; empty when all is well and nothing is left to do. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (ChunkId id : chunkIds) {
            Verdict verdict = ReplicaCheck.verdict(chunk(id), views);
            if (!verdict.equals(new Sound(true))) {
                faults.add(verdict.toString());
            }
        }
        items.values().forEach(item -> faults.add(item.work.toString()));
        return faults;
    }

    List<SimulatedNode> upAndServing() {
        return nodes.values().stream()
                .filter(node -> node.up && node.adminState == AdminState.IN_SERVICE)
                .collect(Collectors.toList());
    }

    private ChunkFacts chunk(ChunkId id) {
        return Objects.requireNonNull(chunks.get(id));
    }

    private SimulatedNode node(NodeId id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private static Optional<Replica> replica(ChunkFacts chunk, NodeId node) {
        return chunk.replicas().stream()
                .filter(replica -> replica.nodeId().equals(node))
                .findFirst();
    }

    private void record(ChunkId id, Replica replica) {
        List<Replica> replicas = new ArrayList<>(chunk(id).replicas());
        replicas.removeIf(held -> held.nodeId().equals(replica.nodeId()));
        replicas.add(replica);
        chunks.put(id, chunk(id).with(replicas));
        if (replica.state() == ReplicaState.SUSPECT) {
            restless.add(id);
        }
    }

    private void forget(ChunkId id, NodeId node) {
        List<Replica> replicas = new ArrayList<>(chunk(id).replicas());
        replicas.removeIf(held -> held.nodeId().equals(node));
        chunks.put(id, chunk(id).with(replicas));
    }

    private void remove(Item item) {
        items.values().remove(item);
    }
}
