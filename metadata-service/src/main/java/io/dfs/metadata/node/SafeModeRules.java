package io.dfs.metadata.node;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SafeModeState.Mode;
import io.dfs.metadata.cluster.ClusterFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether the cluster holds back (I-4): when what it knows, or whom it hears, can't be relied on. */
final class SafeModeRules {

    private static final int MAX_NAMES = 5;
    private static final SafeModeState OFF = new SafeModeState(Mode.OFF, "", null);

    /** All as of {@code now}, by the database's clock. */
    record Facts(Instant now, Instant listeningSince, ClusterFacts cluster, List<WatchedNode> nodes) {

        Facts {
            nodes = List.copyOf(nodes);
        }
    }

    private final Liveness liveness;
    private final SafeModeSettings settings;

    SafeModeRules(Liveness liveness, SafeModeSettings settings) {
        this.liveness = liveness;
        this.settings = settings;
    }

    SafeModeState decide(Facts facts) {
        return restoredDatabase(facts)
                .or(() -> starting(facts))
                .or(() -> massLoss(facts))
                .orElse(OFF);
    }

    private static Optional<SafeModeState> restoredDatabase(Facts facts) {
        ClusterFacts cluster = facts.cluster();
        if (!cluster.isOldCopy()) {
            return Optional.empty();
        }
        String reason =
                ("the database is older than what its nodes have seen (epoch %d, and they know %d): it was restored from"
                                + " a copy. What was stored or removed since is unknown to it, so nothing is removed from the nodes."
                                + " If this database is to be the truth: 'dfs safe-mode leave --accept-restored-database'")
                        .formatted(cluster.epoch(), cluster.seenEpoch());
        return on(Mode.RESTORED_DATABASE, reason, cluster.oldCopySince());
    }

    private Optional<SafeModeState> starting(Facts facts) {
        Duration listened = Duration.between(facts.listeningSince(), facts.now());
        if (listened.compareTo(liveness.deadAfter()) > 0 && !isStillGathering(facts, listened)) {
            return Optional.empty();
        }
        List<WatchedNode> unheard = facts.nodes().stream()
                .filter(node -> node.expected() && !node.deadBefore())
                .filter(node -> node.lastHeartbeatAt().isBefore(facts.listeningSince()))
                .toList();
        if (unheard.isEmpty()) {
            return Optional.empty();
        }
        String reason =
                ("the metadata service has listened for %d s only and has not heard of %s yet; it gives up on them %d s"
                                + " after the last node has started")
                        .formatted(
                                Math.max(0, listened.toSeconds()),
                                names(unheard),
                                liveness.deadAfter().toSeconds());
        return on(Mode.STARTING, reason, facts.listeningSince());
    }

    /**
     * When the whole cluster was stopped, its nodes start one after the other: as long as another has just started, the rest
     * may be on its way too.
     */
    private boolean isStillGathering(Facts facts, Duration listened) {
        return listened.compareTo(settings.massLossGrace()) < 0
                && facts.nodes().stream()
                        .map(WatchedNode::registeredAt)
                        .filter(start -> !start.isBefore(facts.listeningSince()))
                        .anyMatch(start -> Duration.between(start, facts.now()).compareTo(liveness.deadAfter()) <= 0);
    }

    private Optional<SafeModeState> massLoss(Facts facts) {
        List<WatchedNode> present = facts.nodes().stream()
                .filter(WatchedNode::expected)
                .filter(node -> !isDead(node) || isWithinGrace(node.deadFrom(), facts.now()))
                .toList();
        List<WatchedNode> lost = present.stream()
                .filter(SafeModeRules::isDead)
                .filter(node -> isAfter(node.deadFrom(), facts.cluster().safeModeLeftAt()))
                .toList();
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        List<WatchedNode> vanished = withThoseThatFellSilentThen(lost, present);
        boolean atOnce = 3 * vanished.size() > present.size();
        boolean wasAtOnce = wasAtOnce(facts, lost);
        if (!atOnce && !wasAtOnce) {
            return Optional.empty();
        }
        String reason =
                ("%d of %d nodes vanished at once or have not come back since: %s. Nothing is repaired or removed for %d s, or"
                                + " until they are back; 'dfs safe-mode leave' begins to repair now")
                        .formatted(
                                vanished.size(),
                                present.size(),
                                names(vanished),
                                settings.massLossGrace().toSeconds());
        return on(Mode.MASS_LOSS, reason, wasAtOnce ? facts.cluster().massLossAt() : firstDeath(lost));
    }

    /** Nodes that went down together do not count as dead in the same instant; the rest is to be expected dead soon. */
    private List<WatchedNode> withThoseThatFellSilentThen(List<WatchedNode> lost, List<WatchedNode> present) {
        Instant lastWord = lost.stream()
                .map(WatchedNode::lastHeartbeatAt)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .plus(liveness.heartbeatInterval().multipliedBy(2));
        List<WatchedNode> vanished = new ArrayList<>(lost);
        present.stream()
                .filter(node -> node.health() == NodeHealth.STALE)
                .filter(node -> !node.lastHeartbeatAt().isAfter(lastWord))
                .forEach(vanished::add);
        return vanished;
    }

    /**
     * Once begun, it lasts until the last one is back: the others must not be repaired just because most have returned. Who has
     * been heard since then is lost for a reason of its own.
     */
    private boolean wasAtOnce(Facts facts, List<WatchedNode> lost) {
        Instant massLossAt = facts.cluster().massLossAt();
        return massLossAt != null
                && isWithinGrace(massLossAt, facts.now())
                && isAfter(massLossAt, facts.cluster().safeModeLeftAt())
                && lost.stream().anyMatch(node -> !node.lastHeartbeatAt().isAfter(massLossAt));
    }

    private boolean isWithinGrace(Instant event, Instant now) {
        return Duration.between(event, now).abs().compareTo(settings.massLossGrace()) < 0;
    }

    private static boolean isAfter(Instant event, @Nullable Instant leftAt) {
        return leftAt == null || event.isAfter(leftAt);
    }

    private static boolean isDead(WatchedNode node) {
        return node.health() == NodeHealth.DEAD;
    }

    private static Instant firstDeath(List<WatchedNode> lost) {
        return lost.stream()
                .map(WatchedNode::deadFrom)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static String names(List<WatchedNode> nodes) {
        String names = nodes.stream().limit(MAX_NAMES).map(WatchedNode::name).collect(Collectors.joining(", "));
        return nodes.size() <= MAX_NAMES ? names : names + " and %d more".formatted(nodes.size() - MAX_NAMES);
    }

    private static Optional<SafeModeState> on(Mode mode, String reason, @Nullable Instant since) {
        return Optional.of(new SafeModeState(mode, reason, since));
    }
}
