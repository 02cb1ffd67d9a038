package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.repair.TrimStep.Forget;
import io.dfs.metadata.repair.TrimStep.Remove;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrimPlannerTest {

    private static final String THREE = "1 a 9|2 b 9|3 c 9";
    private static final String FOUR = "1 a 9|2 b 9|3 c 9|4 d 9";
    private static final String ALL_FOUR = "1 GOOD|2 GOOD|3 GOOD|4 GOOD";

    /** The factor, nodes, replicas, the node that should hand its replica on (or -), and what goes. */
    static Stream<Arguments> plans() {
        return Stream.of(
                Arguments.of("as many as wanted", 3, THREE, "1 GOOD|2 GOOD|3 GOOD", "-", ""),
                Arguments.of("fewer than wanted", 4, THREE, "1 GOOD|2 GOOD|3 GOOD", "-", ""),
                Arguments.of("the fullest goes", 3, "1 a 9|2 b 9 used=5|3 c 9 used=4|4 d 9", ALL_FOUR, "-", "2 EXCESS"),
                Arguments.of(
                        "two too many", 2, "1 a 9|2 b 9 used=5|3 c 9 used=4|4 d 9", ALL_FOUR, "-", "2 EXCESS|3 EXCESS"),
                Arguments.of(
                        "I-5 the crowded zone gives first",
                        3,
                        "1 a 9|2 b 9|3 b 9 used=1|4 d 9 used=9",
                        ALL_FOUR,
                        "-",
                        "3 EXCESS"),
                Arguments.of("the one that is to retire", 3, FOUR, ALL_FOUR, "3", "3 EXCESS"),
                Arguments.of(
                        "I-5 not the one that is to retire, but the crowded zone's",
                        3,
                        "1 a 9|2 b 9|3 b 9 used=1|4 d 9",
                        ALL_FOUR,
                        "1",
                        "3 EXCESS"),
                Arguments.of(
                        "one that no one has read goes before all others",
                        3,
                        "1 a 9 used=9|2 b 9|3 c 9|4 d 9",
                        "1 GOOD|2 GOOD claimed|3 GOOD|4 GOOD",
                        "1",
                        "2 EXCESS"),
                Arguments.of(
                        "I-4 one that no one has read is no reason for another to go",
                        3,
                        THREE + "|4 c 9",
                        "1 GOOD|2 GOOD claimed|3 GOOD|4 GOOD claimed",
                        "3",
                        ""),
                Arguments.of(
                        "I-4 nothing goes while one is suspect", 3, FOUR, "1 GOOD|2 GOOD|3 GOOD|4 SUSPECT", "-", ""),
                Arguments.of("I-4 nothing goes while a node is silent", 3, FOUR + " STALE", ALL_FOUR, "-", ""),
                Arguments.of(
                        "I-4 nothing goes while a node is in maintenance", 3, FOUR + " MAINTENANCE", ALL_FOUR, "-", ""),
                Arguments.of(
                        "I-4 nothing goes before a node that is back has told what it holds",
                        3,
                        FOUR + " unreported",
                        ALL_FOUR,
                        "-",
                        ""),
                Arguments.of(
                        "I-4 a corrupt one stays while one of the others is on a node that has not told what it holds",
                        2,
                        "1 a 9|2 b 9 unreported|3 c 9",
                        "1 GOOD|2 GOOD|3 CORRUPT",
                        "-",
                        ""),
                Arguments.of("a dead node's stays recorded", 3, FOUR + " DEAD", ALL_FOUR, "-", ""),
                Arguments.of("a draining node's stays where it is", 3, FOUR + " DRAINING", ALL_FOUR, "-", ""),
                Arguments.of(
                        "corrupt and lost ones go when enough others stand",
                        2,
                        FOUR,
                        "1 GOOD|2 GOOD|3 CORRUPT|4 MISSING",
                        "-",
                        "3 CORRUPT|4 forgotten"),
                Arguments.of(
                        "one that its disk does not return goes when enough others stand",
                        2,
                        FOUR,
                        "1 GOOD|2 GOOD|3 FAILING",
                        "-",
                        "3 EXCESS"),
                Arguments.of(
                        "one in a failed directory stays until the directory works and the replica is verified",
                        2,
                        "1 a 9|2 b 9|3 c 9 failed-disk",
                        "1 GOOD|2 GOOD|3 FAILING",
                        "-",
                        ""),
                Arguments.of(
                        "I-4 one that its disk does not return stays while good ones are short",
                        2,
                        THREE,
                        "1 GOOD|2 FAILING",
                        "-",
                        ""),
                Arguments.of(
                        "I-4 a corrupt one stays while good ones are short", 2, THREE, "1 GOOD|2 CORRUPT", "-", ""),
                Arguments.of(
                        "I-4 a corrupt one stays while one of the others is only claimed",
                        2,
                        THREE,
                        "1 GOOD|2 GOOD claimed|3 CORRUPT",
                        "-",
                        ""),
                Arguments.of(
                        "I-4 a corrupt one stays while one of the others is on a silent node",
                        2,
                        "1 a 9|2 b 9 STALE|3 c 9",
                        "1 GOOD|2 GOOD|3 CORRUPT",
                        "-",
                        ""),
                Arguments.of(
                        "a corrupt one of a dead node stays", 2, THREE + " DEAD", "1 GOOD|2 GOOD|3 CORRUPT", "-", ""),
                Arguments.of(
                        "corrupt and too many at once",
                        1,
                        "1 a 9|2 b 9 used=1|3 c 9",
                        "1 GOOD|2 GOOD|3 CORRUPT",
                        "-",
                        "3 CORRUPT|2 EXCESS"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void decidesWhatGoes(String what, int factor, String nodes, String replicas, String retire, String expected) {
        Scene scene = Scene.of(nodes);

        List<TrimStep> steps = TrimPlanner.plan(
                scene.chunk(factor, replicas), scene.nodes(), retire.equals("-") ? null : scene.id(retire));

        assertThat(inWords(scene, steps)).isEqualTo(expected);
    }

    @Test
    @DisplayName("I-4 the proof says how many there were and which stay")
    void provesWhatItDoes() {
        Scene scene = Scene.of("1 a 9|2 b 9 used=5|3 c 9");

        assertThat(TrimPlanner.plan(scene.chunk(2, "1 GOOD|2 GOOD|3 GOOD"), scene.nodes(), null))
                .extracting(TrimStep::why)
                .containsExactly("3 replicas, 2 wanted; good ones stay on 1, 3");
    }

    @Test
    void leavesAChunkAloneThatNoFileNeeds() {
        Scene scene = Scene.of(FOUR);

        assertThat(TrimPlanner.plan(scene.unreferencedChunk(2, ALL_FOUR), scene.nodes(), null))
                .as("reclaiming is another's business")
                .isEmpty();
    }

    @Test
    @DisplayName("I-4 whatever the situation, as many proven replicas stay as are wanted, and the spread gets no worse")
    void neverLeavesTooFew() {
        long seed = Long.getLong("dfs.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Scene scene = Scene.of(IntStream.rangeClosed(1, 6)
                    .mapToObj(node -> node + " " + "abc".charAt(random.nextInt(3)) + " 9 used=" + random.nextInt(9)
                            + pick(random, "", "", "", " STALE", " DEAD", " DRAINING", " MAINTENANCE", " unreported"))
                    .collect(Collectors.joining("|")));
            ChunkFacts chunk = scene.chunk(
                    random.nextInt(1, 5),
                    IntStream.rangeClosed(1, 6)
                            .filter(_ -> random.nextInt(4) > 0)
                            .mapToObj(node -> node
                                    + pick(
                                            random,
                                            " GOOD",
                                            " GOOD",
                                            " GOOD",
                                            " GOOD claimed",
                                            " SUSPECT",
                                            " CORRUPT",
                                            " MISSING"))
                            .collect(Collectors.joining("|")));

            List<TrimStep> steps = TrimPlanner.plan(chunk, scene.nodes(), scene.id("1"));

            List<ChunkFacts.Replica> left = chunk.replicas().stream()
                    .filter(replica ->
                            steps.stream().noneMatch(step -> step.nodeId().equals(replica.nodeId())))
                    .toList();
            long proven = left.stream()
                    .filter(replica -> TrimPlanner.isProven(replica, scene.nodes()))
                    .count();
            if (!steps.isEmpty()) {
                assertThat(proven)
                        .as("seed %d: %s of %s on %s", seed, steps, chunk, scene)
                        .isGreaterThanOrEqualTo(chunk.replicationFactor());
                int zonesBefore = zones(ReplicaCheck.counted(chunk, scene.nodes()), scene);
                assertThat(zones(ReplicaCheck.counted(chunk.with(left), scene.nodes()), scene))
                        .as("seed %d: zones after %s of %s on %s", seed, steps, chunk, scene)
                        .isGreaterThanOrEqualTo(Math.min(zonesBefore, chunk.replicationFactor()));
            }
        }
    }

    private static int zones(List<ChunkFacts.Replica> replicas, Scene scene) {
        return (int) replicas.stream()
                .map(replica -> scene.node(replica.nodeId()).address().zone())
                .distinct()
                .count();
    }

    private static String pick(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }

    private static String inWords(Scene scene, List<TrimStep> steps) {
        return steps.stream()
                .map(step -> scene.node(step.nodeId()).address().name() + " "
                        + switch (step) {
                            case Remove remove -> remove.reason().name();
                            case Forget _ -> "forgotten";
                        })
                .collect(Collectors.joining("|"));
    }
}
