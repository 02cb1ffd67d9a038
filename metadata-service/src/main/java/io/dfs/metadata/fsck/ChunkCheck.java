package io.dfs.metadata.fsck;

import io.dfs.common.api.FsckFinding.Kind;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import io.dfs.metadata.repair.ReplicaCheck;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that a chunk has the replicas that it should have: judged as repair does, but by what is there now. */
final class ChunkCheck {

    record Result(Kind kind, String detail) {}

    private ChunkCheck() {}

    /** @param late nodes whose replica was not verified for long, or never */
    static List<Result> check(ChunkFacts chunk, Map<NodeId, NodeView> nodes, Set<NodeId> late) {
        List<Result> results = new ArrayList<>();
        switch (ReplicaCheck.verdict(chunk, nodes)) {
            case Unreadable(String reason) -> results.add(new Result(Kind.UNREADABLE, reason));
            case UnderReplicated verdict ->
                results.add(new Result(
                        isEndangered(chunk, nodes) ? Kind.ENDANGERED : Kind.UNDER_REPLICATED, verdict.reason()));
            case Misplaced(NodeId _, String reason) -> results.add(new Result(Kind.MISPLACED, reason));
            case Excess(int surplus) ->
                results.add(new Result(
                        Kind.EXCESS,
                        "%d replicas more than the %d wanted".formatted(surplus, chunk.replicationFactor())));
            case Sound _, Unreferenced _ -> {}
        }
        if (results.stream().noneMatch(ChunkCheck::isShort) && isEndangered(chunk, nodes)) {
            results.add(new Result(
                    Kind.ENDANGERED,
                    "%d of %d replicas are known to be good, the others are suspect"
                            .formatted(good(chunk, nodes), chunk.replicationFactor())));
        }
        List<String> unverified = chunk.replicas().stream()
                .filter(replica -> ReplicaCheck.isReadable(replica, nodes) && late.contains(replica.nodeId()))
                .map(replica -> name(replica, nodes))
                .toList();
        if (!unverified.isEmpty()) {
            results.add(new Result(
                    Kind.UNVERIFIED,
                    "not verified within %d days, or only claimed: %s"
                            .formatted(Fsck.LATE.toDays(), String.join(", ", unverified))));
        }
        return results;
    }

    private static boolean isShort(Result result) {
        return switch (result.kind()) {
            case INCONSISTENT, UNREADABLE, ENDANGERED, UNDER_REPLICATED -> true;
            case MISPLACED, EXCESS, UNVERIFIED -> false;
        };
    }

    private static boolean isEndangered(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        return chunk.replicationFactor() > 1 && good(chunk, nodes) <= 1;
    }

    private static long good(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        return chunk.replicas().stream()
                .filter(replica -> replica.state() == ReplicaState.GOOD && ReplicaCheck.isReadable(replica, nodes))
                .count();
    }

    private static String name(Replica replica, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(replica.nodeId());
        return node == null ? replica.nodeId().toString() : node.address().name();
    }
}
