package io.dfs.metadata.removal;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ForgottenPeriods.Periods;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one round sees, by the database's clock. */
record Moment(
        Instant now,
        Map<NodeId, NodeView> nodes,
        Map<NodeId, UnknownChunks> unknown,
        Periods forgotten,
        QuarantineSettings settings) {

    private static final UnknownChunks NEVER_REPORTED = new UnknownChunks(0, 0, null);

    /** A node with less room than this gets some back sooner. */
    private static final int PRESSED_PERCENT = 10;

    DueRules.Decision decide(Removal removal, @Nullable ChunkProof chunk) {
        boolean garbage = unknown.getOrDefault(removal.nodeId(), NEVER_REPORTED)
                .areGarbage(removal.requestedAt(), isHeld(removal));
        return DueRules.decide(removal, isOver(removal), chunk, nodes, garbage);
    }

    /** An orphan was proven to be garbage when it was sent to quarantine, and no commit could use it since. */
    private boolean isHeld(Removal removal) {
        return removal.reason() != RemovalReason.ORPHAN && forgotten.contain(removal.chunkId());
    }

    /** Orders that are young are with their nodes; what comes back is none of ours, unless it fails to for very long. */
    boolean concerns(Removal removal) {
        return switch (removal.state()) {
            case QUARANTINED -> true;
            case REQUESTED, UNLINKING -> age(removal).compareTo(RemovalTable.ORDER_LIFETIME) >= 0;
            case RESTORING -> removal.lastError() != null && age(removal).compareTo(settings.quarantine()) >= 0;
        };
    }

    private boolean isOver(Removal removal) {
        if (removal.state() != RemovalState.QUARANTINED) {
            return true;
        }
        NodeView node = nodes.get(removal.nodeId());
        if (removal.releasedBy() != null) {
            return age(removal).compareTo(Releases.shortened(settings.quarantine())) >= 0;
        }
        Duration wanted = node != null && isPressed(node) ? settings.minQuarantine() : settings.quarantine();
        return age(removal).compareTo(wanted) >= 0;
    }

    private Duration age(Removal removal) {
        return Duration.between(removal.changedAt(), now);
    }

    List<byte[]> healthyNodes() {
        return ids(node -> node.health() == NodeHealth.HEALTHY);
    }

    List<byte[]> pressedNodes() {
        return ids(Moment::isPressed);
    }

    private List<byte[]> ids(Predicate<NodeView> wanted) {
        return nodes.entrySet().stream()
                .filter(node -> wanted.test(node.getValue()))
                .map(node -> SqlValues.bytes(node.getKey()))
                .toList();
    }

    private static boolean isPressed(NodeView node) {
        NodeSpace space = node.space();
        return space.freeBytes() < space.capacityBytes() / 100 * PRESSED_PERCENT;
    }
}
