package io.dfs.metadata.removal;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a removal still may go on (I-4). Pure. The proof with which it began may be days old, so every step that can't be
 * taken back is proven again, and a replica that is needed by now is brought back.
 */
final class DueRules {

    sealed interface Decision {

        /** @param proof for people */
        record Unlink(String proof) implements Decision {}

        record Restore(String why) implements Decision {}

        /** Stays in quarantine, or returns to it if the node has been told to unlink it. */
        record Keep(String why) implements Decision {}
    }

    private DueRules() {}

    /**
     * @param over whether the quarantine is over
     * @param chunk null if the metadata does not know the chunk
     * @param garbage whether what the metadata does not know on this node may be taken for garbage
     */
    static Decision decide(
            Removal removal, boolean over, @Nullable ChunkProof chunk, Map<NodeId, NodeView> nodes, boolean garbage) {
        if (chunk == null) {
            return garbage
                    ? unlink(removal, over, nodes, "the metadata does not know the chunk")
                    : new Decision.Keep("the metadata does not know the chunk, and may have forgotten it");
        }
        if (!chunk.isNeeded()) {
            return unlink(removal, over, nodes, "no file needs the chunk");
        }
        long proven = chunk.proven(nodes);
        if (proven >= chunk.replicationFactor()) {
            return unlink(
                    removal,
                    over,
                    nodes,
                    "%d good, verified replicas stand elsewhere; %d are wanted"
                            .formatted(proven, chunk.replicationFactor()));
        }
        return needed(removal, over, chunk, nodes);
    }

    private static Decision unlink(Removal removal, boolean over, Map<NodeId, NodeView> nodes, String proof) {
        if (!over) {
            return new Decision.Keep("the quarantine is not over");
        }
        // A node that is told now acts on this proof now. One that comes back in a month would act on an old one.
        String released =
                removal.releasedBy() == null ? "" : "; %s ended the quarantine".formatted(removal.releasedBy());
        return isHealthy(removal, nodes)
                ? new Decision.Unlink(proof + released)
                : new Decision.Keep("the node does not answer");
    }

    /** The chunk has fewer proven replicas than it should. */
    private static Decision needed(Removal removal, boolean over, ChunkProof chunk, Map<NodeId, NodeView> nodes) {
        String standing = "%d of %d good, verified replicas stand elsewhere"
                .formatted(chunk.proven(nodes), chunk.replicationFactor());
        boolean restorable = chunk.referenced() && isHealthy(removal, nodes) && !chunk.isInServiceOn(removal.nodeId());
        if (!restorable) {
            return new Decision.Keep(standing);
        }
        if (!chunk.isReadable(nodes)) {
            return new Decision.Restore("no replica of the chunk can be read");
        }
        boolean lasting = chunk.probable(nodes) < chunk.replicationFactor();
        boolean mayBeGood = removal.reason() != RemovalReason.CORRUPT;
        return over && lasting && mayBeGood ? new Decision.Restore(standing) : new Decision.Keep(standing);
    }

    private static boolean isHealthy(Removal removal, Map<NodeId, NodeView> nodes) {
        NodeView node = nodes.get(removal.nodeId());
        return node != null && node.health() == NodeHealth.HEALTHY;
    }
}
