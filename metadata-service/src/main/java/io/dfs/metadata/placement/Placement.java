package io.dfs.metadata.placement;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.error.Rejection;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.PlacementOutcome.Placed;
import io.dfs.metadata.placement.PlacementOutcome.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses nodes for the replicas of a chunk (I-5): never a node twice, no zone twice while another zone has room, and
 * otherwise by lot, weighted by free bytes, so that a new empty node fills by itself and no node is swamped.
 *
 * <p>The lot is weighted sampling without replacement after Efraimidis and Spirakis ("Weighted random sampling with a
 * reservoir", Information Processing Letters 97, 2006) in its exponential form: each node draws {@code -ln(u) / weight},
 * and the smallest draws win.
 */
public final class Placement {

    private static final Comparator<Lot> BEST_FIRST = Comparator.comparing(Lot::failedBefore)
            .thenComparingInt(Lot::zoneUses)
            .thenComparing(Lot::isSlow)
            .thenComparing(Lot::holdsBadReplica)
            .thenComparingDouble(Lot::draw);

    private final RandomGenerator random;

    /** @param random thread-safe if the placement is shared by threads */
    public Placement(RandomGenerator random) {
        this.random = random;
    }

    public PlacementOutcome place(PlacementRequest request, List<Candidate> candidates) {
        List<Rejection> rejections = new ArrayList<>();
        List<Drawn> drawn = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Optional<Rejection> rejection = rejectionOf(candidate, request.lengthBytes());
            rejection.ifPresentOrElse(rejections::add, () -> drawn.add(new Drawn(candidate, draw(candidate))));
        }
        ZoneUse zoneUse = ZoneUse.byHoldersAmong(candidates);
        List<NodeAddress> chosen = choose(request.wanted(), drawn, zoneUse);
        for (Drawn left : drawn) {
            rejections.add(rejectionOfEligible(left.candidate(), zoneUse, request.wanted()));
        }
        return chosen.size() < request.atLeast() ? new Refused(chosen, rejections) : new Placed(chosen, rejections);
    }

    /** Moves the winners out of {@code drawn}, one after the other, because each changes the use of the zones. */
    private static List<NodeAddress> choose(int wanted, List<Drawn> drawn, ZoneUse zoneUse) {
        List<NodeAddress> chosen = new ArrayList<>();
        while (chosen.size() < wanted && !drawn.isEmpty()) {
            Lot best = drawn.stream()
                    .map(entry -> new Lot(entry, zoneUse.of(entry.candidate())))
                    .min(BEST_FIRST)
                    .orElseThrow();
            drawn.remove(best.drawn());
            zoneUse.add(best.drawn().candidate());
            chosen.add(best.drawn().candidate().address());
        }
        return chosen;
    }

    private double draw(Candidate candidate) {
        double u = 1.0 - random.nextDouble(); // in (0, 1], so that the logarithm is finite
        return -Math.log(u) / candidate.freeBytes();
    }

    /** Checks in the order in which a person would want to hear it: the node's own state, then the chunk, then room. */
    private static Optional<Rejection> rejectionOf(Candidate node, long lengthBytes) {
        return rejectionOf(node, node.health())
                .or(() -> rejectionOf(node, node.adminState()))
                .or(() -> rejectionOfRefusing(node))
                .or(() -> rejectionOf(node, node.standing()))
                .or(() -> rejectionOfFull(node, lengthBytes));
    }

    private static Optional<Rejection> rejectionOf(Candidate node, NodeHealth health) {
        return switch (health) {
            case HEALTHY -> Optional.empty();
            case STALE -> rejected(node, RejectionRule.STALE, "has not been heard of for a while");
            case DEAD -> rejected(node, RejectionRule.DEAD, "has not been heard of for so long that it counts as dead");
        };
    }

    private static Optional<Rejection> rejectionOf(Candidate node, AdminState state) {
        return switch (state) {
            case IN_SERVICE -> Optional.empty();
            case MAINTENANCE -> rejected(node, RejectionRule.MAINTENANCE, "is under maintenance");
            case DRAINING -> rejected(node, RejectionRule.DRAINING, "is being drained");
            case DRAINED -> rejected(node, RejectionRule.DRAINED, "has been drained");
        };
    }

    private static Optional<Rejection> rejectionOf(Candidate node, Standing standing) {
        return switch (standing) {
            case FREE, HOLDS_BAD_REPLICA, SLOW, FAILED_BEFORE -> Optional.empty();
            case HOLDER -> rejected(node, RejectionRule.HOLDER, "has a replica of the chunk already");
            case LEAVING -> rejected(node, RejectionRule.LEAVING, "is just giving a replica of the chunk away");
            case EXCLUDED -> rejected(node, RejectionRule.EXCLUDED, "was to be left out");
            case BUSY -> rejected(node, RejectionRule.BUSY, "has as many copies under way as it may have");
        };
    }

    private static Optional<Rejection> rejectionOfRefusing(Candidate node) {
        if (node.writeRefusal() != null) {
            return rejected(node, RejectionRule.REFUSES_WRITES, "takes no chunks: " + node.writeRefusal());
        }
        String clock = WriteRefusals.ofClock(node.clockSkewMillis());
        return clock == null ? Optional.empty() : rejected(node, RejectionRule.CLOCK_SKEW, clock);
    }

    private static Optional<Rejection> rejectionOfFull(Candidate node, long lengthBytes) {
        // A node without any room takes no empty chunk either: each has a footer.
        if (node.freeBytes() >= Math.max(1, lengthBytes)) {
            return Optional.empty();
        }
        return rejected(
                node,
                RejectionRule.FULL,
                "has %s free of %s; %s are needed"
                        .formatted(
                                ByteSize.format(node.freeBytes()),
                                ByteSize.format(node.capacityBytes()),
                                ByteSize.format(lengthBytes)));
    }

    private static Rejection rejectionOfEligible(Candidate node, ZoneUse zoneUse, int wanted) {
        if (zoneUse.wasAgainst(node)) {
            return rejection(
                    node,
                    RejectionRule.ZONE_USED,
                    "its zone %s has %d of the replicas"
                            .formatted(node.address().zone(), zoneUse.of(node)));
        }
        return node.standing() == Standing.SLOW
                ? rejection(
                        node,
                        RejectionRule.SLOW,
                        "is far slower than others lately; %d others were drawn".formatted(wanted))
                : rejection(
                        node, RejectionRule.NOT_DRAWN, "could have taken it; %d others were drawn".formatted(wanted));
    }

    private static Optional<Rejection> rejected(Candidate node, RejectionRule rule, String detail) {
        return Optional.of(rejection(node, rule, detail));
    }

    private static Rejection rejection(Candidate node, RejectionRule rule, String detail) {
        return new Rejection(node.address().name(), rule.name(), detail);
    }

    /** A node that may be chosen, and what it drew. */
    private record Drawn(Candidate candidate, double draw) {}

    /** A node's place in the order of choice while its zone is used so often. */
    private record Lot(Drawn drawn, int zoneUses) {

        boolean failedBefore() {
            return drawn.candidate().standing() == Standing.FAILED_BEFORE;
        }

        boolean isSlow() {
            return drawn.candidate().standing() == Standing.SLOW;
        }

        boolean holdsBadReplica() {
            return drawn.candidate().standing() == Standing.HOLDS_BAD_REPLICA;
        }

        double draw() {
            return drawn.draw();
        }
    }

    /** How many replicas each zone has or gets. */
    private static final class ZoneUse {

        private final Map<String, Integer> uses = new HashMap<>();
        private String lastZone = "";
        private int usesBeforeLast;

        static ZoneUse byHoldersAmong(List<Candidate> candidates) {
            ZoneUse zoneUse = new ZoneUse();
            candidates.stream()
                    .filter(candidate -> candidate.standing() == Standing.HOLDER)
                    .forEach(zoneUse::add);
            return zoneUse;
        }

        void add(Candidate candidate) {
            lastZone = candidate.address().zone();
            usesBeforeLast = of(candidate);
            uses.put(lastZone, usesBeforeLast + 1);
        }

        int of(Candidate candidate) {
            return uses.getOrDefault(candidate.address().zone(), 0);
        }

        /** Whether the last choice passed over the candidate because of its zone, and not by lot. */
        boolean wasAgainst(Candidate candidate) {
            int usesThen = candidate.address().zone().equals(lastZone) ? usesBeforeLast : of(candidate);
            return usesThen > usesBeforeLast;
        }
    }
}
