package io.dfs.metadata.explain;

import io.dfs.common.api.RepairItem;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.ReplicaCheck;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What is right or wrong with a chunk, and what happens next, in a sentence or two. */
final class Verdicts {

    private Verdicts() {}

    static String inWords(ChunkScene scene) {
        return switch (ReplicaCheck.verdict(scene.chunk(), scene.nodes())) {
            case Unreferenced _ -> "No file needs it any more: it is reclaimed.";
            case Sound(boolean certain) -> sound(scene, certain);
            case UnderReplicated(var repairClass, String reason) ->
                "%s. Repair re-creates the missing ones, as %s. %s".formatted(reason, words(repairClass), next(scene));
            case Unreadable(String reason) ->
                "%s. None of them can be read, so nothing can be copied: bring back a node that has one. %s"
                        .formatted(reason, next(scene));
            case Misplaced(NodeId retire, String reason) ->
                "%d of %d replicas, but %s. One is copied there, then the one on %s goes. %s"
                        .formatted(
                                counted(scene).size(),
                                scene.chunk().replicationFactor(),
                                reason,
                                name(scene, retire),
                                next(scene));
            case Excess(int surplus) ->
                ("%d replicas, %d more than wanted. The surplus goes to quarantine once the others are verified and all"
                                + " their nodes are well. %s")
                        .formatted(counted(scene).size(), surplus, safeMode(scene))
                        .strip();
        };
    }

    private static String sound(ChunkScene scene, boolean certain) {
        List<Replica> counted = counted(scene);
        long zones = counted.stream()
                .map(replica -> scene.nodes().get(replica.nodeId()))
                .filter(Objects::nonNull)
                .map(node -> node.address().zone())
                .distinct()
                .count();
        String there = "%d of %d replicas, in %d %s"
                .formatted(counted.size(), scene.chunk().replicationFactor(), zones, zones == 1 ? "zone" : "zones");
        if (!certain) {
            return there + ". Some are on nodes that are silent just now; if these die, repair makes new ones.";
        }
        return scene.work() == null ? there + ". Nothing is to be done." : there + ". " + next(scene);
    }

    /** What the work item says, or that there is none yet. */
    private static String next(ChunkScene scene) {
        if (scene.safeMode().isOn()) {
            return safeMode(scene);
        }
        RepairItem work = scene.work();
        if (work == null) {
            return "The next scan makes a work item of it.";
        }
        if (work.claimedBy() != null) {
            return "It is being copied from %s to %s now, by %s."
                    .formatted(work.source(), work.target(), work.claimedBy());
        }
        return work.lastError() == null
                ? "It waits for its turn (%s).".formatted(words(work.repairClass()))
                : "The last of %d attempts came to: %s. The next one is due at %s."
                        .formatted(work.attempts(), work.lastError(), work.nextAttemptAt());
    }

    private static String safeMode(ChunkScene scene) {
        return scene.safeMode().isOn()
                ? "In safe mode nothing is repaired or removed: %s."
                        .formatted(scene.safeMode().reason())
                : "";
    }

    private static List<Replica> counted(ChunkScene scene) {
        return ReplicaCheck.counted(scene.chunk(), scene.nodes());
    }

    private static String name(ChunkScene scene, NodeId id) {
        NodeView node = scene.nodes().get(id);
        return node == null ? id.toString() : node.address().name();
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
