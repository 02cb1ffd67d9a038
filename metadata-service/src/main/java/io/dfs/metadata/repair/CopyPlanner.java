package io.dfs.metadata.repair;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RepairClass;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.placement.Candidate;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.placement.PlacementOutcome;
import io.dfs.metadata.placement.PlacementOutcome.Placed;
import io.dfs.metadata.placement.PlacementOutcome.Refused;
import io.dfs.metadata.placement.PlacementRequest;
import io.dfs.metadata.placement.RejectionRule;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.CopyDecision.Done;
import io.dfs.metadata.repair.CopyDecision.Postpone;
import io.dfs.metadata.repair.CopyDecision.Wait;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a work item, from the facts of this moment and not of the one when it was found. */
final class CopyPlanner {

    private static final Done NOT_NEEDED = new Done("no file needs the chunk");

    private final Placement placement;
    private final BalancePlanner balance;
    private final RepairSettings settings;

    CopyPlanner(Placement placement, BalancePlanner balance, RepairSettings settings) {
        this.placement = placement;
        this.balance = balance;
        this.settings = settings;
    }

    /** @param chunk null if there is no such chunk any more */
    CopyDecision decide(WorkItem item, @Nullable ChunkFacts chunk, CopyScene scene) {
        if (chunk == null) {
            return new Done("the chunk is gone");
        }
        if (chunk.reclaimed()) {
            return NOT_NEEDED;
        }
        return switch (item.kind()) {
            case REPAIR -> repair(item, chunk, scene);
            case MOVE -> move(item, chunk, scene);
        };
    }

    private CopyDecision repair(WorkItem item, ChunkFacts chunk, CopyScene scene) {
        return switch (ReplicaCheck.verdict(chunk, scene.nodes())) {
            case Unreferenced _ -> NOT_NEEDED;
            case Sound _, Misplaced _, Excess _ ->
                // Work is not thrown away on the word of a node that may be dying.
                ReplicaCheck.isCertain(chunk, scene.nodes())
                        ? new Done("all replicas are there")
                        : new Postpone("complete, if the silent nodes are well");
            case Unreadable(String reason) -> new Postpone("nothing to copy from: " + reason);
            case UnderReplicated verdict ->
                new Plan(
                                item,
                                verdict.repairClass(),
                                chunk,
                                scene,
                                scene.nodes().keySet())
                        .decide();
        };
    }

    /** A move waits for no one's sake and harms nothing if it is dropped: if it is still of use, it is found again. */
    private CopyDecision move(WorkItem item, ChunkFacts chunk, CopyScene scene) {
        return switch (ReplicaCheck.verdict(chunk, scene.nodes())) {
            case Unreferenced _ -> NOT_NEEDED;
            case UnderReplicated verdict -> new Done("repair comes first: " + verdict.reason());
            case Unreadable(String reason) -> new Done("nothing to copy from: " + reason);
            case Excess _ -> new Done("it has more replicas than it needs, so one can go without a copy");
            case Misplaced _ ->
                ReplicaCheck.isCertain(chunk, scene.nodes())
                        ? new Plan(item, RepairClass.MISPLACED, chunk, scene, roomierZones(chunk, scene)).decide()
                        : new Postpone("moves if the silent nodes are well");
            case Sound(boolean certain) ->
                item.repairClass() == RepairClass.BALANCE && certain
                        ? even(item, chunk, scene)
                        : new Done("its replicas are where they should be");
        };
    }

    private CopyDecision even(WorkItem item, ChunkFacts chunk, CopyScene scene) {
        Set<NodeId> targets = evenerNodes(item, chunk, scene);
        if (targets.isEmpty()) {
            return new Done("the nodes are even without this move");
        }
        NodeId planned = item.target();
        boolean asPlanned = item.attempts() == 0 && planned != null && targets.contains(planned);
        return new Plan(item, RepairClass.BALANCE, chunk, scene, asPlanned ? Set.of(planned) : targets).decide();
    }

    private static Set<NodeId> roomierZones(ChunkFacts chunk, CopyScene scene) {
        ZoneSpread spread = ZoneSpread.of(ReplicaCheck.counted(chunk, scene.nodes()), scene.nodes());
        return scene.nodes().values().stream()
                .filter(node -> spread.in(node) <= spread.most() - 2)
                .map(node -> node.address().id())
                .collect(Collectors.toSet());
    }

    private Set<NodeId> evenerNodes(WorkItem item, ChunkFacts chunk, CopyScene scene) {
        NodeId retire = item.retire();
        NodeView from = retire == null ? null : scene.nodes().get(retire);
        if (from == null) {
            return Set.of();
        }
        NodeLoads loads = scene.loads().with(scene.underWay());
        return scene.nodes().values().stream()
                .filter(to -> balance.isAllowed(chunk, from, to, scene.nodes(), loads))
                .map(to -> to.address().id())
                .collect(Collectors.toSet());
    }

    /** One chunk that gets a replica, and what there is to make it with. */
    private final class Plan {

        private final WorkItem item;
        private final RepairClass repairClass;
        private final ChunkFacts chunk;
        private final Map<NodeId, NodeView> nodes;
        private final CopiesUnderWay underWay;
        private final Set<NodeId> targets;

        Plan(WorkItem item, RepairClass repairClass, ChunkFacts chunk, CopyScene scene, Set<NodeId> targets) {
            this.item = item;
            this.repairClass = repairClass;
            this.chunk = chunk;
            this.nodes = scene.nodes();
            this.underWay = scene.underWay();
            this.targets = targets;
        }

        CopyDecision decide() {
            Optional<NodeView> source = source();
            if (source.isEmpty()) {
                return new Wait();
            }
            List<Candidate> candidates =
                    nodes.values().stream().map(this::candidate).toList();
            PlacementOutcome outcome = placement.place(new PlacementRequest(chunk.lengthBytes(), 1, 1), candidates);
            return switch (outcome) {
                case Placed placed ->
                    new Copy(repairClass, source.get().address(), placed.nodes().getFirst());
                case Refused refused -> withoutTarget(refused.rejections());
            };
        }

        /** The best replica to read; none if all that can be read are being copied from as much as they may. */
        private Optional<NodeView> source() {
            return chunk.replicas().stream()
                    .filter(replica -> ReplicaCheck.isReadable(replica, nodes))
                    .filter(replica -> underWay.from(replica.nodeId()) < settings.maxCopiesPerSource(repairClass))
                    .min(bestSourceFirst())
                    .map(this::node);
        }

        private Comparator<Replica> bestSourceFirst() {
            return Comparator.<Replica, Boolean>comparing(replica -> item.failedFrom(replica.nodeId()))
                    .thenComparing(replica -> node(replica).health() != NodeHealth.HEALTHY)
                    .thenComparing(replica -> node(replica).slow())
                    .thenComparing(Replica::state)
                    .thenComparing(replica -> !replica.verified())
                    .thenComparingInt(replica ->
                            underWay.from(replica.nodeId()) + node(replica).activeTransfers())
                    .thenComparing(Replica::nodeId);
        }

        /** Of a replica that can be read, so the node is a known one. */
        private NodeView node(Replica replica) {
            return Objects.requireNonNull(nodes.get(replica.nodeId()));
        }

        private Candidate candidate(NodeView node) {
            NodeId id = node.address().id();
            return node.candidate(standing(id)).promised(underWay.bytesTo(id));
        }

        private Standing standing(NodeId id) {
            Optional<Replica> replica = chunk.replicas().stream()
                    .filter(candidate -> candidate.nodeId().equals(id))
                    .findFirst();
            // A dead holder's zone has room again, so only replicas that count make a holder.
            if (replica.filter(held -> ReplicaCheck.counts(held, nodes)).isPresent()) {
                return Standing.HOLDER;
            }
            if (chunk.leaving().contains(id)) {
                return Standing.LEAVING;
            }
            if (!targets.contains(id)) {
                return Standing.EXCLUDED;
            }
            if (underWay.to(id) >= settings.maxCopiesPerTarget(repairClass)) {
                return Standing.BUSY;
            }
            if (item.failedTo(id)) {
                return Standing.FAILED_BEFORE;
            }
            return replica.isPresent() ? Standing.HOLDS_BAD_REPLICA : Standing.FREE;
        }

        private CopyDecision withoutTarget(List<Rejection> rejections) {
            boolean soon =
                    rejections.stream().anyMatch(rejection -> rejection.rule().equals(RejectionRule.BUSY.name()));
            return soon ? new Wait() : new Postpone("no node can take a replica: " + inWords(rejections));
        }

        private static String inWords(List<Rejection> rejections) {
            return rejections.isEmpty()
                    ? "there are no nodes"
                    : rejections.stream()
                            .map(rejection -> rejection.node() + " " + rejection.detail())
                            .collect(Collectors.joining("; "));
        }
    }
}
