package io.dfs.metadata.repair;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
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
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a work item, from the facts of this moment and not of the one when it was found. */
final class CopyPlanner {

    private final Placement placement;
    private final RepairSettings settings;

    CopyPlanner(Placement placement, RepairSettings settings) {
        this.placement = placement;
        this.settings = settings;
    }

    /** @param chunk null if there is no such chunk any more */
    CopyDecision decide(
            WorkItem item, @Nullable ChunkFacts chunk, Map<NodeId, NodeView> nodes, CopiesUnderWay underWay) {
        if (chunk == null) {
            return new Done("the chunk is gone");
        }
        return switch (ReplicaCheck.verdict(chunk, nodes)) {
            case Unreferenced _ -> new Done("no file needs the chunk");
            case Sound(boolean certain) ->
                // Work is not thrown away on the word of a node that may be dying.
                certain ? new Done("all replicas are there") : new Postpone("complete, if the silent nodes are well");
            case Unreadable(String reason) -> new Postpone("nothing to copy from: " + reason);
            case UnderReplicated _ -> new Plan(item, chunk, nodes, underWay).decide();
        };
    }

    /** One short chunk and what there is to mend it with. */
    private final class Plan {

        private final WorkItem item;
        private final ChunkFacts chunk;
        private final Map<NodeId, NodeView> nodes;
        private final CopiesUnderWay underWay;

        Plan(WorkItem item, ChunkFacts chunk, Map<NodeId, NodeView> nodes, CopiesUnderWay underWay) {
            this.item = item;
            this.chunk = chunk;
            this.nodes = nodes;
            this.underWay = underWay;
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
                    new Copy(source.get().address(), placed.nodes().getFirst());
                case Refused refused -> withoutTarget(refused.rejections());
            };
        }

        /** The best replica to read; none if all that can be read are being copied from as much as they may. */
        private Optional<NodeView> source() {
            return chunk.replicas().stream()
                    .filter(replica -> ReplicaCheck.isReadable(replica, nodes))
                    .filter(replica -> underWay.from(replica.nodeId()) < settings.maxCopiesPerSource())
                    .min(bestSourceFirst())
                    .map(this::node);
        }

        private Comparator<Replica> bestSourceFirst() {
            return Comparator.<Replica, Boolean>comparing(replica -> item.failedFrom(replica.nodeId()))
                    .thenComparing(replica -> node(replica).health() != NodeHealth.HEALTHY)
                    .thenComparing(replica -> replica.state() != ReplicaState.GOOD)
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
            if (underWay.to(id) >= settings.maxCopiesPerTarget()) {
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
