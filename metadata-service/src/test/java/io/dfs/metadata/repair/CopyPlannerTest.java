package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.CopyDecision.Done;
import io.dfs.metadata.repair.CopyDecision.Postpone;
import io.dfs.metadata.repair.CopyDecision.Wait;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CopyPlannerTest {

    private static final RepairSettings SETTINGS = new RepairSettings(
            1000,
            100,
            Duration.ofMinutes(5),
            2,
            2,
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofSeconds(15));

    private final CopyPlanner planner = new CopyPlanner(new Placement(new Random(1)), SETTINGS);

    /** What is copied from where to where, for two or three replicas wanted. */
    static Stream<Arguments> copies() {
        return Stream.of(
                Arguments.of(
                        "I-5 to the zone without a replica", 3, "1 a 9|2 b 9|3 b 9|4 c 9", "1 GOOD|2 GOOD", "1 4|2 4"),
                Arguments.of(
                        "from a healthy node before a stale one", 3, "1 a 9 STALE|2 b 9|3 c 9", "1 GOOD|2 GOOD", "2 3"),
                Arguments.of(
                        "from a good replica before a suspect one", 3, "1 a 9|2 b 9|3 c 9", "1 SUSPECT|2 GOOD", "2 3"),
                Arguments.of("from the least busy node", 3, "1 a 9 active|2 b 9|3 c 9", "1 GOOD|2 GOOD", "2 3"),
                Arguments.of("from a stale node if there is no other", 2, "1 a 9 STALE|2 b 9", "1 GOOD", "1 2"),
                Arguments.of("from a suspect replica if there is no other", 2, "1 a 9|2 b 9", "1 SUSPECT", "1 2"),
                Arguments.of("from a drained node if there is no other", 1, "1 a 9 DRAINED|2 b 9", "1 GOOD", "1 2"),
                Arguments.of("I-3 never from a bad replica", 2, "1 a 9|2 b 9|3 c 9", "1 CORRUPT|2 GOOD", "2 3"),
                Arguments.of("a bad one is replaced in place at last", 2, "1 a 9|2 b 9", "1 CORRUPT|2 GOOD", "2 1"),
                Arguments.of("a missing one is replaced in place at last", 2, "1 a 9|2 b 9", "1 MISSING|2 GOOD", "2 1"),
                Arguments.of(
                        "a dead holder's zone has room again",
                        2,
                        "1 a 9 DEAD|2 b 9|3 a 9|4 b 9",
                        "1 GOOD|2 GOOD",
                        "2 3"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("copies")
    void choosesSourceAndTarget(String what, int factor, String nodes, String replicas, String expected) {
        Scene scene = Scene.of(nodes);

        CopyDecision decision =
                planner.decide(untried(), scene.chunk(factor, replicas), scene.nodes(), new CopiesUnderWay());

        assertThat(decision)
                .asInstanceOf(type(Copy.class))
                .extracting(copy -> copy.source().name() + " " + copy.target().name())
                .isIn((Object[]) expected.split("\\|"));
    }

    @Test
    @DisplayName("an item whose reason has gone is done")
    void findsThatNothingIsLeftToDo() {
        Scene scene = Scene.of("1 a 9|2 b 9");

        assertThat(decide(scene, scene.chunk(2, "1 GOOD|2 GOOD"))).isEqualTo(new Done("all replicas are there"));
        assertThat(decide(scene, scene.unreferencedChunk(2, "1 GOOD"))).isEqualTo(new Done("no file needs the chunk"));
        assertThat(decide(scene, null)).isEqualTo(new Done("the chunk is gone"));
    }

    @Test
    @DisplayName("I-6 work is not thrown away because a silent node might still be well")
    void keepsAnItemWhileANodeIsSilent() {
        Scene scene = Scene.of("1 a 9|2 b 9 STALE");

        assertThat(decide(scene, scene.chunk(2, "1 GOOD|2 GOOD")))
                .isEqualTo(new Postpone("complete, if the silent nodes are well"));
    }

    @Test
    void saysWhyNoNodeCanTakeAReplica() {
        Scene scene = Scene.of("1 a 9|2 b 0|3 c 9 DEAD|4 d 9 MAINTENANCE");

        assertThat(decide(scene, scene.chunk(3, "1 GOOD|3 GOOD")))
                .asInstanceOf(type(Postpone.class))
                .extracting(Postpone::reason)
                .asString()
                .startsWith("no node can take a replica: 1 has a replica of the chunk already; ")
                .contains("2 has 0 B free of 100 GiB; 1 GiB are needed")
                .contains("3 has not been heard of")
                .contains("4 is under maintenance");
    }

    @Test
    void saysThatThereIsNothingToCopyFrom() {
        Scene scene = Scene.of("1 a 9 DEAD|2 b 9");

        assertThat(decide(scene, scene.chunk(2, "1 GOOD")))
                .isEqualTo(new Postpone("nothing to copy from: 0 of 2 replicas: 1 dead"));
    }

    @Test
    @DisplayName("I-9 a node sends and takes only so many copies at once")
    void waitsWhileNodesAreBusy() {
        Scene scene = Scene.of("1 a 9|2 b 9|3 c 9");
        ChunkFacts chunk = scene.chunk(2, "1 GOOD");
        CopiesUnderWay sending = new CopiesUnderWay();
        sending.add(scene.id("1"), scene.id("8"), 1);
        assertThat(planner.decide(untried(), chunk, scene.nodes(), sending)).isInstanceOf(Copy.class);

        sending.add(scene.id("1"), scene.id("9"), 1);
        assertThat(planner.decide(untried(), chunk, scene.nodes(), sending)).isEqualTo(new Wait());

        CopiesUnderWay taking = new CopiesUnderWay();
        taking.add(scene.id("8"), scene.id("2"), 1);
        taking.add(scene.id("8"), scene.id("2"), 1);
        assertThat(planner.decide(untried(), chunk, scene.nodes(), taking))
                .asInstanceOf(type(Copy.class))
                .extracting(copy -> copy.target().name())
                .isEqualTo("3");

        taking.add(scene.id("8"), scene.id("3"), 1);
        taking.add(scene.id("8"), scene.id("3"), 1);
        assertThat(planner.decide(untried(), chunk, scene.nodes(), taking)).isEqualTo(new Wait());
    }

    @Test
    void countsTheRoomThatCopiesUnderWayWillTake() {
        Scene scene = Scene.of("1 a 9|2 b 2");
        CopiesUnderWay underWay = new CopiesUnderWay();
        underWay.add(scene.id("8"), scene.id("2"), Scene.GIB + 1);

        assertThat(planner.decide(untried(), scene.chunk(2, "1 GOOD"), scene.nodes(), underWay))
                .asInstanceOf(type(Postpone.class))
                .extracting(Postpone::reason)
                .asString()
                .contains("2 has");
    }

    @Test
    void triesAnotherSourceAndTargetAfterAFailure() {
        Scene scene = Scene.of("1 a 9|2 b 9 active|3 c 9|4 c 9 active");
        WorkItem failed = new WorkItem(Ids.next(), ChunkId.random(), 1, 1, false, scene.id("1"), scene.id("3"));

        CopyDecision decision =
                planner.decide(failed, scene.chunk(3, "1 GOOD|2 GOOD"), scene.nodes(), new CopiesUnderWay());

        assertThat(decision)
                .asInstanceOf(type(Copy.class))
                .extracting(copy -> copy.source().name() + " " + copy.target().name())
                .isEqualTo("2 4");
    }

    private CopyDecision decide(Scene scene, ChunkFacts chunk) {
        return planner.decide(untried(), chunk, scene.nodes(), new CopiesUnderWay());
    }

    private static WorkItem untried() {
        return new WorkItem(Ids.next(), ChunkId.random(), 0, 0, false, null, null);
    }
}
