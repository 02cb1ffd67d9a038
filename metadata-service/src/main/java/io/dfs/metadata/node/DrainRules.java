package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.id.NodeId;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.node.NodeDependence.Amount;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says whether a drain can come to an end, and if not, why. Each rule answers with a sentence for people. */
final class DrainRules {

    private DrainRules() {}

    /**
     * Why a drain must not begin; empty if it may. A chunk that can't be read anywhere else is no reason: a drain copies, and
     * the node's replicas stay where they are.
     *
     * @param force begins even if there is too little room, because more is to come. It does not begin with too few nodes: until
     *     others come, such a drain protects nothing and new files with that factor could not be stored.
     */
    static Optional<String> refusal(
            NodeView node, Collection<NodeView> all, Map<Integer, Long> chunksByFactor, Amount toMove, boolean force) {
        List<NodeView> others = takers(node.address().id(), all);
        Optional<String> tooFew = tooFewNodes(node, others.size(), chunksByFactor);
        return tooFew.isPresent() || force ? tooFew : tooLittleRoom(node, others, toMove);
    }

    /** Why a drain that has begun does not go on, as far as people can do something about it. */
    static List<String> blockers(
            NodeView node,
            Collection<NodeView> all,
            Map<Integer, Long> chunksByFactor,
            Amount left,
            Amount unreadableElsewhere) {
        if (left.chunks() == 0) {
            return List.of();
        }
        List<NodeView> others = takers(node.address().id(), all);
        return Stream.of(
                        tooFewNodes(node, others.size(), chunksByFactor),
                        tooLittleRoom(node, others, left),
                        unreachable(node, unreadableElsewhere))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> tooFewNodes(NodeView node, int others, Map<Integer, Long> chunksByFactor) {
        String wanting = chunksByFactor.entrySet().stream()
                .filter(entry -> entry.getKey() > others)
                .map(entry -> "%d chunks on it want %d replicas".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
        if (wanting.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(("without %s %d nodes are in service, and %s: add nodes,"
                        + " or lower the replication factor of the files ('dfs setrep')")
                .formatted(node.address().name(), others, wanting));
    }

    private static Optional<String> tooLittleRoom(NodeView node, List<NodeView> others, Amount toMove) {
        long free =
                others.stream().mapToLong(other -> other.space().freeBytes()).sum();
        if (free >= toMove.lengthBytes()) {
            return Optional.empty();
        }
        return Optional.of(
                ("%d chunks with %s have to be copied from %s, and the other nodes in service have room for %s:"
                                + " add nodes or remove files, or begin nevertheless ('--force') if room is to come")
                        .formatted(
                                toMove.chunks(),
                                ByteSize.format(toMove.lengthBytes()),
                                node.address().name(),
                                ByteSize.format(free)));
    }

    private static Optional<String> unreachable(NodeView node, Amount unreadableElsewhere) {
        if (node.health() != NodeHealth.DEAD || unreadableElsewhere.chunks() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                "%s is dead, and %d chunks have no readable replica anywhere else: start it, or bring back others"
                        .formatted(node.address().name(), unreadableElsewhere.chunks()));
    }

    /** The nodes that may take what moves. */
    private static List<NodeView> takers(NodeId drained, Collection<NodeView> all) {
        return all.stream()
                .filter(node -> !node.address().id().equals(drained))
                .filter(node -> node.health() != NodeHealth.DEAD && node.adminState() == AdminState.IN_SERVICE)
                .toList();
    }
}
