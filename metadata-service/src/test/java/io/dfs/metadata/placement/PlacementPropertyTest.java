package io.dfs.metadata.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.PlacementOutcome.Placed;
import io.dfs.metadata.placement.PlacementOutcome.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds in thousands of made-up clusters. A failure names its seed; {@code -Ddfs.seed=…} replays it first. */
class PlacementPropertyTest {

    private static final int CLUSTERS = 5_000;

    private final long firstSeed = Long.getLong("dfs.seed", System.nanoTime());

    @Test
    @DisplayName("I-5 two replicas never share a node, nor a zone while another zone has room")
    void spreadsReplicasOverNodesAndZones() {
        inManyClusters(situation -> {
            List<NodeAddress> chosen = situation.outcome().nodes();

            assertThat(chosen).doesNotHaveDuplicates();
            assertThat(chosen)
                    .as("no holder is chosen again")
                    .noneMatch(node -> situation.candidate(node).standing() == Standing.HOLDER);
            Map<String, Integer> uses = situation.zoneUses();
            for (NodeAddress node : chosen) {
                assertThat(situation.freeZones())
                        .as("zones with room and two replicas fewer than %s's", node.name())
                        .noneMatch(zone -> uses.getOrDefault(zone, 0) < uses.get(node.zone()) - 1
                                && !situation.failedBefore(zone));
            }
        });
    }

    @Test
    void choosesOnlyHealthyNodesInServiceWithRoom() {
        inManyClusters(situation -> assertThat(situation.outcome().nodes())
                .allSatisfy(node -> assertThat(situation.isEligible(situation.candidate(node)))
                        .isTrue()));
    }

    @Test
    void choosesAsManyNodesAsWantedOrAllThatCanBeHad() {
        inManyClusters(situation -> {
            long eligible = situation.candidates().stream()
                    .filter(situation::isEligible)
                    .count();
            long expected = Math.min(eligible, situation.request().wanted());

            assertThat(situation.outcome().nodes()).hasSize((int) expected);
            assertThat(situation.outcome())
                    .isInstanceOf(expected < situation.request().atLeast() ? Refused.class : Placed.class);
        });
    }

    @Test
    void explainsEveryNodeThatItDidNotChoose() {
        inManyClusters(situation -> {
            Stream<String> chosen = situation.outcome().nodes().stream().map(NodeAddress::name);
            Stream<String> rejected = situation.outcome().rejections().stream().map(Rejection::node);

            assertThat(Stream.concat(chosen, rejected))
                    .containsExactlyInAnyOrderElementsOf(situation.candidates().stream()
                            .map(candidate -> candidate.address().name())
                            .toList());
        });
    }

    @Test
    void choosesTheSameNodesFromTheSameSeed() {
        Situation situation = Situation.of(firstSeed);

        assertThat(Situation.of(firstSeed).outcome().nodes())
                .as("seed %d", firstSeed)
                .extracting(NodeAddress::name)
                .isEqualTo(situation.outcome().nodes().stream()
                        .map(NodeAddress::name)
                        .toList());
    }

    private void inManyClusters(java.util.function.Consumer<Situation> check) {
        for (long seed = firstSeed; seed < firstSeed + CLUSTERS; seed++) {
            Situation situation = Situation.of(seed);
            try {
                check.accept(situation);
            } catch (AssertionError e) {
                throw new AssertionError("seed %d: %s".formatted(seed, situation), e);
            }
        }
    }

    private record Situation(PlacementRequest request, List<Candidate> candidates, PlacementOutcome outcome) {

        static Situation of(long seed) {
            Random random = new Random(seed);
            List<Candidate> candidates = new ArrayList<>();
            IntStream.range(0, random.nextInt(0, 12)).forEach(i -> candidates.add(candidate(i, random)));
            int wanted = random.nextInt(1, 6);
            PlacementRequest request =
                    new PlacementRequest(random.nextLong(0, 50), wanted, random.nextInt(1, wanted + 1));
            return new Situation(request, candidates, new Placement(random).place(request, candidates));
        }

        private static Candidate candidate(int number, Random random) {
            String zone = "zone-" + random.nextInt(4);
            NodeAddress address = new NodeAddress(NodeId.random(), "node-" + number, zone, "http://localhost:1");
            return new Candidate(
                    address,
                    mostly(NodeHealth.values(), random),
                    mostly(AdminState.values(), random),
                    100,
                    random.nextLong(0, 100),
                    random.nextInt(10),
                    null,
                    0,
                    mostly(Standing.values(), random));
        }

        /** The first one, usually. */
        private static <E> E mostly(E[] values, Random random) {
            return random.nextInt(4) > 0 ? values[0] : values[random.nextInt(values.length)];
        }

        Candidate candidate(NodeAddress node) {
            return candidates.stream()
                    .collect(Collectors.toMap(Candidate::address, Function.identity()))
                    .get(node);
        }

        boolean isEligible(Candidate candidate) {
            return candidate.health() == NodeHealth.HEALTHY
                    && candidate.adminState() == AdminState.IN_SERVICE
                    && candidate.freeBytes() >= Math.max(1, request.lengthBytes())
                    && switch (candidate.standing()) {
                        case FREE, HOLDS_BAD_REPLICA, SLOW, FAILED_BEFORE -> true;
                        case HOLDER, LEAVING, EXCLUDED, BUSY -> false;
                    };
        }

        /** Replicas per zone, with those that were there before. */
        Map<String, Integer> zoneUses() {
            Stream<NodeAddress> holders = candidates.stream()
                    .filter(candidate -> candidate.standing() == Standing.HOLDER)
                    .map(Candidate::address);
            return Stream.concat(holders, outcome.nodes().stream())
                    .collect(Collectors.toMap(NodeAddress::zone, node -> 1, Integer::sum));
        }

        /** Zones of nodes that could have been chosen and were not. */
        List<String> freeZones() {
            return candidates.stream()
                    .filter(this::isEligible)
                    .filter(candidate -> !outcome.nodes().contains(candidate.address()))
                    .map(candidate -> candidate.address().zone())
                    .distinct()
                    .toList();
        }

        /** Whether the zone's free nodes are only such that failed before: those come last, whatever their zone. */
        boolean failedBefore(String zone) {
            return candidates.stream()
                    .filter(this::isEligible)
                    .filter(candidate -> !outcome.nodes().contains(candidate.address()))
                    .filter(candidate -> candidate.address().zone().equals(zone))
                    .allMatch(candidate -> candidate.standing() == Standing.FAILED_BEFORE);
        }
    }
}
