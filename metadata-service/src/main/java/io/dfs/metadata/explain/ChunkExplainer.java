package io.dfs.metadata.explain;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.ChunkExplanation;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaExplanation;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.placement.Candidate;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.placement.PlacementOutcome;
import io.dfs.metadata.placement.PlacementRequest;
import io.dfs.metadata.placement.RejectionRule;
import io.dfs.metadata.repair.ChunkFacts;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.ReplicaCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Explains one chunk, by asking placement and repair what they would do with it now. */
final class ChunkExplainer {

    /** Without chance: whom the lot would have drawn explains nothing. */
    private static final Placement PLACEMENT = new Placement(() -> 0L);

    private final ChunkScene scene;
    private final ChunkFacts chunk;

    private ChunkExplainer(ChunkScene scene) {
        this.scene = scene;
        this.chunk = scene.chunk();
    }

    /** @param wholeCluster whether the caller may hear of the nodes that have nothing of the chunk, too */
    static ChunkExplanation explain(ChunkScene scene, boolean wholeCluster) {
        ChunkExplainer explainer = new ChunkExplainer(scene);
        return new ChunkExplanation(
                scene.position(),
                scene.chunk().id(),
                scene.chunk().lengthBytes(),
                scene.chunk().replicationFactor(),
                Verdicts.inWords(scene),
                explainer.replicas(),
                wholeCluster ? explainer.others() : List.of(),
                scene.removals(),
                scene.work());
    }

    private List<ReplicaExplanation> replicas() {
        return chunk.replicas().stream()
                .map(this::replica)
                .sorted(Comparator.comparing(ReplicaExplanation::node))
                .toList();
    }

    private ReplicaExplanation replica(Replica replica) {
        NodeView node = scene.nodes().get(replica.nodeId());
        if (node == null) {
            return new ReplicaExplanation(
                    replica.nodeId().toString(),
                    "",
                    NodeHealth.DEAD,
                    AdminState.IN_SERVICE,
                    replica.state(),
                    scene.verifiedAt().get(replica.nodeId()),
                    "no node with this id is registered, so the replica counts for nothing until one comes");
        }
        return new ReplicaExplanation(
                node.address().name(),
                node.address().zone(),
                node.health(),
                node.adminState(),
                replica.state(),
                scene.verifiedAt().get(replica.nodeId()),
                why(replica, node));
    }

    private String why(Replica replica, NodeView node) {
        return switch (replica.state()) {
            case CORRUPT ->
                "its node found other bytes than were written: it is not read unless its node finds it right again, and goes when there are enough good ones";
            case FAILING ->
                "its disk fails, or does not give this file: it counts for nothing, a new one is made, and it is read only if no other can be";
            case MISSING -> "its node has no such file: a new one is made, here or elsewhere";
            case SUSPECT ->
                whyHere(node)
                        + "; it is suspect, because someone complained of it or its node has only just reported it:"
                        + " the node is asked to verify it, and it is read last until then";
            case GOOD ->
                whyHere(node) + (replica.verified() ? "" : "; its node only claims to have it, no one has read it yet");
        };
    }

    private String whyHere(NodeView node) {
        return notCounted(node).orElseGet(() -> {
            List<String> sharers = chunk.replicas().stream()
                    .filter(other -> ReplicaCheck.counts(other, scene.nodes()))
                    .map(other -> scene.nodes().get(other.nodeId()))
                    .filter(other -> other != null && !other.equals(node) && inZone(other, node))
                    .map(other -> other.address().name())
                    .toList();
            String zone = node.address().zone();
            return sharers.isEmpty()
                    ? "counts: the only replica in zone %s".formatted(zone)
                    : "counts, and shares zone %s with %s".formatted(zone, String.join(", ", sharers));
        });
    }

    private static Optional<String> notCounted(NodeView node) {
        if (node.health() == NodeHealth.DEAD) {
            return Optional.of("does not count: its node counts as dead; it counts again if the node returns with it");
        }
        return switch (node.adminState()) {
            case IN_SERVICE, MAINTENANCE -> Optional.empty();
            case DRAINING ->
                Optional.of(
                        "does not count: its node is being drained; it can be read and copied from until that is done");
            case DRAINED ->
                Optional.of("does not count: its node has been drained and may be switched off at any time");
        };
    }

    private static boolean inZone(NodeView a, NodeView b) {
        return a.address().zone().equals(b.address().zone());
    }

    /** The nodes without a replica, and what placement says of each. */
    private List<Rejection> others() {
        PlacementOutcome outcome = PLACEMENT.place(
                new PlacementRequest(chunk.lengthBytes(), 1, 1),
                scene.nodes().values().stream()
                        .map(node -> node.candidate(standing(node)))
                        .toList());
        Set<String> holders = chunk.replicas().stream()
                .map(replica -> scene.nodes().get(replica.nodeId()))
                .filter(node -> node != null)
                .map(node -> node.address().name())
                .collect(Collectors.toSet());
        List<Rejection> others = new ArrayList<>();
        outcome.nodes().forEach(node -> others.add(couldHaveIt(node.name())));
        outcome.rejections()
                .forEach(rejection -> others.add(
                        rejection.rule().equals(RejectionRule.NOT_DRAWN.name())
                                ? couldHaveIt(rejection.node())
                                : rejection));
        return others.stream()
                .filter(rejection -> !holders.contains(rejection.node()))
                .sorted(Comparator.comparing(Rejection::node))
                .toList();
    }

    private static Rejection couldHaveIt(String node) {
        return new Rejection(
                node, RejectionRule.NOT_DRAWN.name(), "could have a replica; placement drew others, or none is needed");
    }

    private Candidate.Standing standing(NodeView node) {
        Replica replica = replicaOn(node.address().id());
        if (replica != null && ReplicaCheck.counts(replica, scene.nodes())) {
            return Standing.HOLDER;
        }
        if (chunk.leaving().contains(node.address().id())) {
            return Standing.LEAVING;
        }
        return replica == null ? Standing.FREE : Standing.HOLDS_BAD_REPLICA;
    }

    private @Nullable Replica replicaOn(NodeId id) {
        return chunk.replicas().stream()
                .filter(replica -> replica.nodeId().equals(id))
                .findFirst()
                .orElse(null);
    }
}
