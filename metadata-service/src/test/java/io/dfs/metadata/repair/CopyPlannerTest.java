package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.dfs.common.api.RepairClass;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.CopyDecision.Done;
import io.dfs.metadata.repair.CopyDecision.Postpone;
import io.dfs.metadata.repair.CopyDecision.Wait;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

    private final CopyPlanner planner = new CopyPlanner(
            new Placement(new Random(1)), new BalancePlanner(new BalanceSettings(true, 5, 20, 90)), SETTINGS);

    /** What is copied from where to where, for two or three replicas wanted. */
    static Stream<Arguments> copies() {
        return Stream.of(
                Arguments.of(
                        "I-5 to the zone without a replica", 3, "1 a 9|2 b 9|3 b 9|4 c 9", "1 GOOD|2 GOOD", "1 4|2 4"),
                Arguments.of(
                        "from a healthy node before a stale one", 3, "1 a 9 STALE|2 b 9|3 c 9", "1 GOOD|2 GOOD", "2 3"),
                Arguments.of(
                        "from a good replica before a suspect one", 3, "1 a 9|2 b 9|3 c 9", "1 SUSPECT|2 GOOD", "2 3"),
                Arguments.of("from a slow node last", 3, "1 a 9 slow|2 b 9 active|3 c 9", "1 GOOD|2 GOOD", "2 3"),
                Arguments.of(
                        "from a slow node before a stale one",
                        3,
                        "1 a 9 slow|2 b 9 STALE|3 c 9",
                        "1 GOOD|2 GOOD",
                        "1 3"),
                Arguments.of("to a slow node last", 2, "1 a 9|2 b 9 slow|3 b 9", "1 GOOD", "1 3"),
                Arguments.of("to a slow node if there is no other", 2, "1 a 9|2 b 9 slow", "1 GOOD", "1 2"),
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
                        "2 3"),
                Arguments.of(
                        "in place of a replica that is to be emptied out",
                        2,
                        "1 a 9 DRAINING active|2 b 9|3 c 9",
                        "1 GOOD|2 GOOD",
                        "2 3"),
                Arguments.of("from one that someone has read", 3, "1 a 9|2 b 9|3 c 9", "1 GOOD claimed|2 GOOD", "2 3"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("copies")
    void choosesSourceAndTarget(String what, int factor, String nodes, String replicas, String expected) {
        Scene scene = Scene.of(nodes);

        CopyDecision decision = planner.decide(untried(), scene.chunk(factor, replicas), scene.idle());

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

    /** Base 2: so many copies may be under way at a node for one more of the class to begin, at its source and its target. */
    @ParameterizedTest(name = "{0}: {1} at once")
    @CsvSource({"ENDANGERED, 8", "UNDER_REPLICATED, 4", "DRAINING, 2", "MISPLACED, 2", "BALANCE, 1"})
    @DisplayName("I-9 a node sends and takes only so many copies at once, more the greater the risk is")
    void limitsGrowWithTheRisk(RepairClass repairClass, int limit) {
        Scene scene = sceneOf(repairClass);
        ChunkFacts chunk = chunkOf(repairClass, scene);
        WorkItem item = itemOf(repairClass, scene);
        CopiesUnderWay sending = new CopiesUnderWay();
        CopiesUnderWay taking = new CopiesUnderWay();
        for (int i = 0; i < limit; i++) {
            assertThat(planner.decide(item, chunk, scene.with(sending)))
                    .asInstanceOf(type(Copy.class))
                    .extracting(Copy::repairClass)
                    .isEqualTo(repairClass);
            assertThat(planner.decide(item, chunk, scene.with(taking))).isInstanceOf(Copy.class);
            chunk.replicas().forEach(replica -> sending.add(replica.nodeId(), scene.id("9"), null, 1));
            scene.nodes().keySet().forEach(node -> taking.add(scene.id("9"), node, null, 1));
        }

        assertThat(planner.decide(item, chunk, scene.with(sending))).isEqualTo(new Wait());
        assertThat(planner.decide(item, chunk, scene.with(taking))).isEqualTo(new Wait());
    }

    private static Scene sceneOf(RepairClass repairClass) {
        return switch (repairClass) {
            case ENDANGERED, UNDER_REPLICATED -> Scene.of("1 a 90|2 b 90|3 c 90");
            case DRAINING -> Scene.of("1 a 90|2 b 90 DRAINING|3 c 90");
            case MISPLACED -> Scene.of("1 a 90|2 a 90|3 b 90");
            case BALANCE -> Scene.of("1 a 50 used=50|2 b 50 used=50|3 c 90");
        };
    }

    private static ChunkFacts chunkOf(RepairClass repairClass, Scene scene) {
        return switch (repairClass) {
            case ENDANGERED -> scene.chunk(2, "1 GOOD");
            case UNDER_REPLICATED -> scene.chunk(3, "1 GOOD|2 GOOD");
            case DRAINING, MISPLACED, BALANCE -> scene.chunk(2, "1 GOOD|2 GOOD");
        };
    }

    private static WorkItem itemOf(RepairClass repairClass, Scene scene) {
        return switch (repairClass) {
            case ENDANGERED, UNDER_REPLICATED, DRAINING -> untried();
            case MISPLACED, BALANCE -> move(repairClass, scene.id("1"), scene.id("3"));
        };
    }

    @Test
    @DisplayName("I-5 a misplaced replica's stand-in goes to the zone with room, and waits for it if need be")
    void aMoveGoesToTheRoomierZone() {
        Scene scene = Scene.of("1 a 9|2 a 9|3 a 90|4 b 9");
        ChunkFacts chunk = scene.chunk(2, "1 GOOD|2 GOOD");
        WorkItem move = move(RepairClass.MISPLACED, scene.id("1"), null);

        assertThat(planner.decide(move, chunk, scene.idle()))
                .asInstanceOf(type(Copy.class))
                .extracting(copy -> copy.target().name())
                .isEqualTo("4");

        CopiesUnderWay underWay = new CopiesUnderWay();
        underWay.add(scene.id("9"), scene.id("4"), null, 1);
        underWay.add(scene.id("9"), scene.id("4"), null, 1);
        assertThat(planner.decide(move, chunk, scene.with(underWay))).isEqualTo(new Wait());
    }

    /** Moves that are no use any more, or would be in the way of something more urgent. */
    static Stream<Arguments> droppedMoves() {
        String well = "1 a 50 used=50|2 b 50 used=50|3 c 90";
        return Stream.of(
                Arguments.of("short", RepairClass.BALANCE, 3, well, "1 GOOD|2 GOOD", "repair comes first"),
                Arguments.of("unreadable", RepairClass.BALANCE, 1, well, "1 CORRUPT", "nothing to copy from"),
                Arguments.of("too many", RepairClass.BALANCE, 1, well, "1 GOOD|2 GOOD", "one can go without a copy"),
                Arguments.of("well placed", RepairClass.MISPLACED, 2, well, "1 GOOD|2 GOOD", "where they should be"),
                Arguments.of("no longer there", RepairClass.BALANCE, 1, well, "2 GOOD", "even without this move"),
                Arguments.of(
                        "even by now",
                        RepairClass.BALANCE,
                        1,
                        "1 a 50 used=50|2 b 50 used=50|3 c 50 used=49",
                        "1 GOOD",
                        "even without this move"),
                Arguments.of(
                        "full by now",
                        RepairClass.BALANCE,
                        1,
                        "1 a 2 used=98|2 b 50 used=50 STALE|3 c 10 used=90",
                        "1 GOOD",
                        "even without this move"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("droppedMoves")
    void dropsMovesThatBecameSenseless(
            String what, RepairClass repairClass, int factor, String nodes, String replicas, String reason) {
        Scene scene = Scene.of(nodes);
        WorkItem move = move(repairClass, scene.id("1"), scene.id("3"));

        assertThat(planner.decide(move, scene.chunk(factor, replicas), scene.idle()))
                .asInstanceOf(type(Done.class))
                .extracting(Done::reason)
                .asString()
                .contains(reason);
    }

    @Test
    @DisplayName("I-4 a node that is just giving the chunk away does not get it back meanwhile")
    void aLeavingReplicasNodeIsNoTarget() {
        Scene scene = Scene.of("1 a 9|2 b 9|3 b 9");
        ChunkFacts chunk = scene.chunk(2, "1 GOOD").leaving(Set.of(scene.id("2")));

        assertThat(planner.decide(untried(), chunk, scene.idle()))
                .asInstanceOf(type(Copy.class))
                .extracting(copy -> copy.target().name())
                .isEqualTo("3");
    }

    @Test
    void countsTheRoomThatCopiesUnderWayWillTake() {
        Scene scene = Scene.of("1 a 9|2 b 2");
        CopiesUnderWay underWay = new CopiesUnderWay();
        underWay.add(scene.id("8"), scene.id("2"), null, Scene.GIB + 1);

        assertThat(planner.decide(untried(), scene.chunk(2, "1 GOOD"), scene.with(underWay)))
                .asInstanceOf(type(Postpone.class))
                .extracting(Postpone::reason)
                .asString()
                .contains("2 has");
    }

    @Test
    void triesAnotherSourceAndTargetAfterAFailure() {
        Scene scene = Scene.of("1 a 9|2 b 9 active|3 c 9|4 c 9 active");
        WorkItem failed = repair(1, scene.id("1"), scene.id("3"));

        CopyDecision decision = planner.decide(failed, scene.chunk(3, "1 GOOD|2 GOOD"), scene.idle());

        assertThat(decision)
                .asInstanceOf(type(Copy.class))
                .extracting(copy -> copy.source().name() + " " + copy.target().name())
                .isEqualTo("2 4");
    }

    private CopyDecision decide(Scene scene, ChunkFacts chunk) {
        return planner.decide(untried(), chunk, scene.idle());
    }

    private static WorkItem untried() {
        return repair(0, null, null);
    }

    private static WorkItem repair(int attempts, NodeId source, NodeId target) {
        return new WorkItem(
                Ids.next(),
                WorkItem.Kind.REPAIR,
                RepairClass.UNDER_REPLICATED,
                ChunkId.random(),
                1,
                attempts,
                false,
                source,
                target,
                null);
    }

    private static WorkItem move(RepairClass repairClass, NodeId retire, NodeId target) {
        return new WorkItem(
                Ids.next(), WorkItem.Kind.MOVE, repairClass, ChunkId.random(), 1, 0, false, null, target, retire);
    }
}
