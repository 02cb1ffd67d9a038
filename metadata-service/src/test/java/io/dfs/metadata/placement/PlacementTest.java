package io.dfs.metadata.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.PlacementOutcome.Placed;
import io.dfs.metadata.placement.PlacementOutcome.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementTest {

    private static final long GIB = 1L << 30;

    private final Placement placement = new Placement(new Random(7));

    /**
     * Situations as data. A node is {@code name zone freeGiB} and, where they matter, words: its health, admin state or
     * standing.
     */
    static Stream<Arguments> situations() {
        return Stream.of(
                situation("a dead node is passed over", 2, "1 a 9|2 b 9|3 c 9 DEAD", "1 2", "3 DEAD"),
                situation("a stale node is passed over", 2, "1 a 9|2 b 9|3 c 9 STALE", "1 2", "3 STALE"),
                situation("a full node is passed over", 2, "1 a 9|2 b 9|3 c 0", "1 2", "3 FULL"),
                situation("maintenance", 1, "1 a 9 MAINTENANCE|2 b 9", "2", "1 MAINTENANCE"),
                situation("draining and drained", 1, "1 a 9 DRAINING|2 b 9 DRAINED|3 c 9", "3", "1 DRAINING|2 DRAINED"),
                situation("takes no chunks by its own word", 1, "1 a 9 READ_ONLY|2 b 9", "2", "1 REFUSES_WRITES"),
                situation("a clock outside the tolerance of tickets", 1, "1 a 9 LATE|2 b 9", "2", "1 CLOCK_SKEW"),
                situation("excluded by the caller", 1, "1 a 9 EXCLUDED|2 b 9", "2", "1 EXCLUDED"),
                situation("too many copies under way", 1, "1 a 9 BUSY|2 b 9", "2", "1 BUSY"),
                situation("I-5 a holder gets no second replica", 1, "1 a 9 HOLDER|2 b 9", "2", "1 HOLDER"),
                situation("I-5 zones differ", 2, "1 a 9|2 a 9 HOLDER|3 b 9|4 c 9", "3 4", "2 HOLDER|1 ZONE_USED"),
                situation("I-5 a zone serves twice when no other has room", 2, "1 a 9|2 a 9|3 b 0", "1 2", "3 FULL"),
                situation("a bad replica is replaced in place at last", 1, "1 a 9 HOLDS_BAD_REPLICA", "1", ""),
                situation(
                        "a free node before one with a bad replica",
                        1,
                        "1 a 9 HOLDS_BAD_REPLICA|2 b 9",
                        "2",
                        "1 NOT_DRAWN"),
                situation(
                        "I-5 in place before a second replica in a zone",
                        1,
                        "1 a 9 HOLDS_BAD_REPLICA|2 b 9 HOLDER|3 b 9",
                        "1",
                        "2 HOLDER|3 ZONE_USED"),
                situation(
                        "who failed before comes after everybody, zones or not",
                        1,
                        "1 a 9 FAILED_BEFORE|2 b 9 HOLDER|3 b 9",
                        "3",
                        "2 HOLDER|1 NOT_DRAWN"),
                situation("who failed before gets another try when alone", 1, "1 a 9 FAILED_BEFORE", "1", ""),
                situation(
                        "a slow node is passed over while others can be had",
                        2,
                        "1 a 9 SLOW|2 a 9|3 a 9",
                        "2 3",
                        "1 SLOW"),
                situation("a slow node is better than none", 2, "1 a 9 SLOW|2 a 9", "1 2", ""),
                situation(
                        "I-5 a slow node before a second replica in a zone",
                        1,
                        "1 a 9 SLOW|2 b 9 HOLDER|3 b 9",
                        "1",
                        "2 HOLDER|3 ZONE_USED"),
                situation("death is told before all else", 1, "1 a 0 DEAD DRAINING HOLDER|2 b 9", "2", "1 DEAD"));
    }

    private static Arguments situation(String what, int wanted, String nodes, String chosen, String rejected) {
        return Arguments.of(what, wanted, nodes, chosen, rejected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void choosesAndExplains(String what, int wanted, String nodes, String chosen, String rejected) {
        PlacementOutcome outcome = placement.place(new PlacementRequest(GIB, wanted, wanted), candidates(nodes));

        assertThat(outcome).isInstanceOf(Placed.class);
        assertThat(outcome.nodes()).extracting(NodeAddress::name).containsExactlyInAnyOrder(chosen.split(" "));
        assertThat(outcome.rejections())
                .extracting(rejection -> rejection.node() + " " + rejection.rule())
                .containsExactlyInAnyOrderElementsOf(words(rejected, "\\|"));
    }

    @Test
    void refusesWhenFewerNodesThanNeededCanBeHad() {
        PlacementOutcome outcome =
                placement.place(new PlacementRequest(GIB, 3, 2), candidates("1 a 9|2 b 0|3 c 9 DEAD"));

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(outcome.nodes()).extracting(NodeAddress::name).containsExactly("1");
        assertThat(outcome.rejections()).extracting(Rejection::rule).containsExactlyInAnyOrder("FULL", "DEAD");
    }

    @Test
    void contentsItselfWithFewerNodesThanWantedWhenThatIsEnough() {
        PlacementOutcome outcome = placement.place(new PlacementRequest(GIB, 3, 2), candidates("1 a 9|2 b 9|3 c 0"));

        assertThat(outcome).isInstanceOf(Placed.class);
        assertThat(outcome.nodes()).hasSize(2);
    }

    @Test
    void tellsTheNumbersThatMakeANodeFull() {
        PlacementOutcome outcome = placement.place(new PlacementRequest(64L << 20, 1, 1), candidates("1 a 0"));

        assertThat(outcome.rejections())
                .containsExactly(new Rejection("1", "FULL", "has 0 B free of 100 GiB; 64 MiB are needed"));
    }

    @Test
    void takesAChunkThatFillsANodeExactlyButNotOneByteMore() {
        assertThat(placement.place(new PlacementRequest(9 * GIB, 1, 1), candidates("1 a 9")))
                .isInstanceOf(Placed.class);
        assertThat(placement.place(new PlacementRequest(9 * GIB + 1, 1, 1), candidates("1 a 9")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void givesNoEmptyChunkToANodeWithoutRoom() {
        assertThat(placement.place(new PlacementRequest(0, 1, 1), candidates("1 a 0")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void refusesWhenThereAreNoNodes() {
        assertThat(placement.place(new PlacementRequest(1, 3, 2), List.of()))
                .isEqualTo(new Refused(List.of(), List.of()));
    }

    @Test
    @DisplayName("weights: a node with three times the room is drawn three times as often")
    void drawsInProportionToFreeBytes() {
        List<Candidate> candidates = candidates("small a 10|large b 30");

        long large = Stream.generate(() -> placement.place(new PlacementRequest(1, 1, 1), candidates))
                .limit(20_000)
                .filter(outcome -> outcome.nodes().getFirst().name().equals("large"))
                .count();

        // Binomial(20000, 0.75): mean 15000, standard deviation 61; five of those either way.
        assertThat(large).isBetween(14_694L, 15_306L);
    }

    @Test
    void refusesARequestThatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PlacementRequest(-1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PlacementRequest(1, 1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new PlacementRequest(1, 1, 0));
    }

    private static List<Candidate> candidates(String nodes) {
        return words(nodes, "\\|").stream().map(PlacementTest::candidate).toList();
    }

    private static Candidate candidate(String description) {
        List<String> words = words(description, " ");
        NodeAddress address =
                new NodeAddress(NodeId.random(), words.get(0), words.get(1), "http://" + words.get(0) + ":7071");
        return new Candidate(
                address,
                word(words, NodeHealth.values(), NodeHealth.HEALTHY),
                word(words, AdminState.values(), AdminState.IN_SERVICE),
                100 * GIB,
                Long.parseLong(words.get(2)) * GIB,
                0,
                words.contains("READ_ONLY") ? "the disk is read-only" : null,
                words.contains("LATE") ? -61_000 : 60_000,
                word(words, Standing.values(), Standing.FREE));
    }

    private static <E extends Enum<E>> E word(List<String> words, E[] values, E otherwise) {
        return Arrays.stream(values)
                .filter(value -> words.contains(value.name()))
                .findFirst()
                .orElse(otherwise);
    }

    private static List<String> words(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }
}
