package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SafeModeState.Mode;
import io.dfs.metadata.cluster.ClusterFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeModeRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(1));
    private static final ClusterFacts CALM = new ClusterFacts(10, 9, null, null, null, null);

    private final SafeModeRules rules = new SafeModeRules(
            new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10)),
            new SafeModeSettings(Duration.ofMinutes(10)));

    @ParameterizedTest(name = "{0} of {1} nodes: {2}")
    @CsvSource({
        "0, 1, OFF",
        "1, 1, MASS_LOSS",
        "1, 2, MASS_LOSS",
        "1, 3, OFF",
        "2, 3, MASS_LOSS",
        "1, 6, OFF",
        "2, 6, OFF",
        "3, 6, MASS_LOSS",
        "33, 100, OFF",
        "34, 100, MASS_LOSS"
    })
    @DisplayName(
            "I-4 when more than a third of the nodes vanish at once, the cluster holds back; a third exactly is repaired")
    void holdsBackWhenMoreThanAThirdVanish(int dead, int all, Mode expected) {
        assertThat(decide(CALM, nodes(dead, deadFor(30), all - dead)).mode()).isEqualTo(expected);
    }

    @Test
    void aClusterWithoutNodesIsNotInSafeMode() {
        assertThat(decide(CALM, List.of())).isEqualTo(new SafeModeState(Mode.OFF, "", null));
    }

    @Test
    void massLossEndsByItself() {
        assertThat(mode(CALM, nodes(3, deadFor(599), 3))).isEqualTo(Mode.MASS_LOSS);
        assertThat(mode(CALM, nodes(3, deadFor(600), 3))).isEqualTo(Mode.OFF);
    }

    @Test
    void massLossTellsWhoAndSinceWhen() {
        SafeModeState state = decide(CALM, nodes(7, deadFor(30), 3));

        assertThat(state.reason())
                .contains("7 of 10 nodes")
                .contains("node-0, node-1")
                .contains("2 more");
        assertThat(state.since()).isEqualTo(NOW.minusSeconds(30));
    }

    @Test
    void nodesThatDiedOneByOneLongAgoAreNoMassLossNorDoTheyHideOne() {
        List<WatchedNode> nodes = new ArrayList<>(nodes(4, deadFor(86_400), 4));
        assertThat(mode(CALM, nodes)).isEqualTo(Mode.OFF);

        nodes.addAll(nodes(2, deadFor(5), 0));
        assertThat(mode(CALM, nodes)).as("2 of the 6 that were there").isEqualTo(Mode.OFF);
        nodes.addAll(nodes(1, deadFor(5), 0));
        assertThat(mode(CALM, nodes)).as("3 of the 7 that were there").isEqualTo(Mode.MASS_LOSS);
    }

    @Test
    @DisplayName("nodes that fell silent together count together, though they are not called dead in the same instant")
    void theFirstDeathOfManyIsEnough() {
        Instant lastWord = NOW.minusSeconds(61);
        WatchedNode first = node("first", NodeHealth.DEAD, true, lastWord, NOW.minusSeconds(1), false);
        List<WatchedNode> nodes = new ArrayList<>(nodes(0, deadFor(0), 4));
        nodes.add(first);
        assertThat(mode(CALM, nodes)).isEqualTo(Mode.OFF);

        nodes.add(node("second", NodeHealth.STALE, true, lastWord.plusSeconds(5), NOW.plusSeconds(4), false));
        nodes.add(node("later", NodeHealth.STALE, true, lastWord.plusSeconds(40), NOW.plusSeconds(39), false));
        assertThat(mode(CALM, nodes))
                .as("2 of 7, and one that is silent for another reason")
                .isEqualTo(Mode.OFF);

        nodes.add(node("third", NodeHealth.STALE, true, lastWord.plusSeconds(6), NOW.plusSeconds(5), false));
        assertThat(mode(CALM, nodes)).as("3 of 8").isEqualTo(Mode.MASS_LOSS);
    }

    @Test
    void nodesInMaintenanceOrAwayNeitherCountNorAreCounted() {
        List<WatchedNode> nodes = new ArrayList<>(nodes(1, deadFor(5), 2));
        assertThat(mode(CALM, nodes)).isEqualTo(Mode.OFF);

        nodes.add(node("away", NodeHealth.STALE, false, LONG_AGO, NOW.plusSeconds(60), false));
        assertThat(mode(CALM, nodes)).isEqualTo(Mode.OFF);
        nodes.set(2, node("maintained", NodeHealth.HEALTHY, false, NOW, NOW.plusSeconds(60), false));
        assertThat(mode(CALM, nodes)).as("1 of 2").isEqualTo(Mode.MASS_LOSS);
    }

    @Test
    @DisplayName("I-4 a mass loss that has begun lasts until the last node is back, not only most of them")
    void aRecordedMassLossLastsUntilAllAreBack() {
        ClusterFacts recorded = massLossAt(NOW.minusSeconds(100), null);

        assertThat(mode(recorded, nodes(1, deadFor(101), 5))).isEqualTo(Mode.MASS_LOSS);
        assertThat(decide(recorded, nodes(1, deadFor(101), 5)).since()).isEqualTo(NOW.minusSeconds(100));
        assertThat(mode(recorded, nodes(0, deadFor(0), 6))).isEqualTo(Mode.OFF);
        assertThat(mode(massLossAt(NOW.minusSeconds(601), null), nodes(1, deadFor(30), 5)))
                .isEqualTo(Mode.OFF);
    }

    @Test
    @DisplayName("I-6 a node lost on its own soon after a mass loss, from which all were back, is made up for at once")
    void aLossAfterAMassLossIsALossOfItsOwn() {
        ClusterFacts recorded = massLossAt(NOW.minusSeconds(100), null);

        assertThat(mode(recorded, nodes(1, deadFor(30), 5))).isEqualTo(Mode.OFF);
        assertThat(mode(recorded, nodes(3, deadFor(30), 3)))
                .as("another mass loss")
                .isEqualTo(Mode.MASS_LOSS);
    }

    @Test
    void whatWasLostBeforeAPersonEndedItNoLongerCounts() {
        ClusterFacts left = massLossAt(NOW.minusSeconds(100), NOW.minusSeconds(50));

        assertThat(mode(left, nodes(3, deadFor(101), 3))).isEqualTo(Mode.OFF);
        assertThat(mode(left, nodes(3, deadFor(10), 3))).as("another mass loss").isEqualTo(Mode.MASS_LOSS);
    }

    @Test
    void aServiceThatHasJustBegunWaitsForTheNodesThatLivedBefore() {
        List<WatchedNode> nodes = new ArrayList<>(nodes(0, deadFor(0), 2));
        nodes.add(node("node-9", NodeHealth.STALE, true, NOW.minusSeconds(500), NOW.plusSeconds(40), false));
        nodes.add(node("gone", NodeHealth.STALE, true, LONG_AGO, LONG_AGO, true));
        nodes.add(node("away", NodeHealth.STALE, false, NOW.minusSeconds(500), NOW.plusSeconds(40), false));

        SafeModeState state = rules.decide(new SafeModeRules.Facts(NOW, NOW.minusSeconds(20), CALM, nodes));

        assertThat(state.mode()).isEqualTo(Mode.STARTING);
        assertThat(state.reason()).contains("20 s").contains("node-9").doesNotContain("gone", "away");
        assertThat(state.since()).isEqualTo(NOW.minusSeconds(20));
        nodes.set(2, node("node-9", NodeHealth.HEALTHY, true, NOW, NOW.plusSeconds(60), false));
        assertThat(rules.decide(new SafeModeRules.Facts(NOW, NOW.minusSeconds(20), CALM, nodes))
                        .mode())
                .isEqualTo(Mode.OFF);
    }

    @Test
    @DisplayName("as long as another node has just started, the rest of a stopped cluster may be on its way")
    void waitsWhileNodesStartOneAfterTheOther() {
        Instant since = NOW.minusSeconds(200);
        List<WatchedNode> nodes = new ArrayList<>(nodes(0, deadFor(0), 4));
        nodes.add(node("node-9", NodeHealth.DEAD, true, NOW.minusSeconds(5000), since.plusSeconds(60), false));
        nodes.add(new WatchedNode(
                "started", NodeHealth.HEALTHY, true, NOW.minusSeconds(60), NOW, NOW.plusSeconds(60), false));

        assertThat(rules.decide(new SafeModeRules.Facts(NOW, since, CALM, nodes))
                        .mode())
                .isEqualTo(Mode.STARTING);
        assertThat(rules.decide(new SafeModeRules.Facts(NOW.plusSeconds(1), since, CALM, nodes))
                        .mode())
                .isEqualTo(Mode.OFF);
        Instant muchEarlier = NOW.minusSeconds(600);
        assertThat(rules.decide(new SafeModeRules.Facts(NOW, muchEarlier, CALM, nodes))
                        .mode())
                .as("but not for ever")
                .isEqualTo(Mode.OFF);
    }

    @Test
    void startingIsOverWhenWhoeverIsSilentCountsAsDead() {
        List<WatchedNode> nodes = nodes(1, deadFor(1), 5);

        assertThat(rules.decide(new SafeModeRules.Facts(NOW, NOW.minusSeconds(61), CALM, nodes))
                        .mode())
                .isEqualTo(Mode.OFF);
    }

    @Test
    @DisplayName(
            "I-4 a database that is older than what its nodes have seen destroys nothing, whatever else is the matter")
    void anOldCopyHoldsBackBeforeAllElse() {
        ClusterFacts copy = new ClusterFacts(380, 500, NOW.minusSeconds(7), null, null, NOW);

        SafeModeState state = rules.decide(new SafeModeRules.Facts(NOW, NOW, copy, nodes(3, deadFor(5), 3)));

        assertThat(state.mode()).isEqualTo(Mode.RESTORED_DATABASE);
        assertThat(state.reason()).contains("380").contains("500").contains("accept");
        assertThat(state.since()).isEqualTo(NOW.minusSeconds(7));
        assertThat(mode(new ClusterFacts(500, 500, null, null, null, null), List.of()))
                .isEqualTo(Mode.OFF);
    }

    private Mode mode(ClusterFacts cluster, List<WatchedNode> nodes) {
        return decide(cluster, nodes).mode();
    }

    private SafeModeState decide(ClusterFacts cluster, List<WatchedNode> nodes) {
        return rules.decide(new SafeModeRules.Facts(NOW, LONG_AGO, cluster, nodes));
    }

    private static ClusterFacts massLossAt(Instant massLossAt, @Nullable Instant leftAt) {
        return new ClusterFacts(10, 9, null, null, massLossAt, leftAt);
    }

    private static Duration deadFor(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static List<WatchedNode> nodes(int dead, Duration deadFor, int living) {
        Instant deadFrom = NOW.minus(deadFor);
        List<WatchedNode> nodes = new ArrayList<>();
        for (int i = 0; i < dead; i++) {
            nodes.add(node("node-" + i, NodeHealth.DEAD, true, deadFrom.minusSeconds(60), deadFrom, false));
        }
        nodes.addAll(
                Collections.nCopies(living, node("living", NodeHealth.HEALTHY, true, NOW, NOW.plusSeconds(60), false)));
        return nodes;
    }

    private static WatchedNode node(
            String name,
            NodeHealth health,
            boolean expected,
            Instant lastHeartbeatAt,
            Instant deadFrom,
            boolean deadBefore) {
        return new WatchedNode(name, health, expected, LONG_AGO, lastHeartbeatAt, deadFrom, deadBefore);
    }
}
