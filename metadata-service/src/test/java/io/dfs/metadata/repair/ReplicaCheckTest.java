package io.dfs.metadata.repair;

import static io.dfs.common.api.RepairClass.DRAINING;
import static io.dfs.common.api.RepairClass.ENDANGERED;
import static io.dfs.common.api.RepairClass.UNDER_REPLICATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicaCheckTest {

    /** Nodes as {@code name zone freeGiB}, each with words for what is not usual; replicas as {@code node STATE}. */
    static Stream<Arguments> situations() {
        String well = "1 a 9|2 b 9|3 c 9";
        return Stream.of(
                Arguments.of("all there", 3, well, "1 GOOD|2 GOOD|3 GOOD", new Sound(true)),
                Arguments.of("more than needed", 2, well, "1 GOOD|2 GOOD|3 GOOD", new Excess(1)),
                Arguments.of("a suspect one counts", 2, well, "1 GOOD|2 SUSPECT", new Sound(true)),
                Arguments.of(
                        "one on a failed disk does not count",
                        3,
                        well,
                        "1 GOOD|2 GOOD|3 FAILING",
                        new UnderReplicated(UNDER_REPLICATED, "2 of 3 replicas: 3 failing")),
                Arguments.of(
                        "two failed disks leave something to copy from",
                        2,
                        well,
                        "1 FAILING|2 FAILING",
                        new UnderReplicated(ENDANGERED, "0 of 2 replicas: 1 failing, 2 failing")),
                Arguments.of("all there, one silent", 2, "1 a 9|2 b 9 STALE", "1 GOOD|2 GOOD", new Sound(false)),
                Arguments.of(
                        "a draining node's is to be replaced",
                        2,
                        "1 a 9|2 b 9 DRAINING",
                        "1 GOOD|2 GOOD",
                        new UnderReplicated(DRAINING, "1 of 2 replicas: 2 draining")),
                Arguments.of(
                        "short without the draining node too",
                        4,
                        "1 a 9|2 b 9 DRAINING|3 c 9 DEAD|4 d 9",
                        "1 GOOD|2 GOOD|3 GOOD|4 GOOD",
                        new UnderReplicated(UNDER_REPLICATED, "2 of 4 replicas: 2 draining, 3 dead")),
                Arguments.of(
                        "a node in maintenance keeps its",
                        2,
                        "1 a 9|2 b 9 MAINTENANCE",
                        "1 GOOD|2 GOOD",
                        new Sound(true)),
                Arguments.of(
                        "I-5 two in one zone while another has room",
                        2,
                        "1 a 9|2 a 9 used=1|3 b 9",
                        "1 GOOD|2 GOOD",
                        new Misplaced(node(2), "zone a has 2 of the replicas, zone b has 0 and room")),
                Arguments.of(
                        "two in one zone, the other is full", 2, "1 a 9|2 a 9|3 b 0", "1 GOOD|2 GOOD", new Sound(true)),
                Arguments.of(
                        "two in one zone, the other is silent",
                        2,
                        "1 a 9|2 a 9|3 b 9 STALE",
                        "1 GOOD|2 GOOD",
                        new Sound(true)),
                Arguments.of(
                        "two and one are as even as can be",
                        3,
                        "1 a 9|2 a 9|3 b 9|4 b 9",
                        "1 GOOD|2 GOOD|3 GOOD",
                        new Sound(true)),
                Arguments.of(
                        "the other zone's node has a bad one of its own",
                        2,
                        "1 a 9|2 a 9|3 b 9",
                        "1 GOOD|2 GOOD|3 MISSING",
                        new Sound(true)),
                Arguments.of(
                        "one good one and factor one is no danger",
                        1,
                        "1 a 9 DRAINING|2 b 9",
                        "1 GOOD",
                        new UnderReplicated(DRAINING, "0 of 1 replicas: 1 draining")),
                Arguments.of(
                        "committed with two",
                        3,
                        well,
                        "1 GOOD|2 GOOD",
                        new UnderReplicated(UNDER_REPLICATED, "2 of 3 replicas")),
                Arguments.of(
                        "one node dead",
                        3,
                        "1 a 9|2 b 9 DEAD|3 c 9",
                        "1 GOOD|2 GOOD|3 GOOD",
                        new UnderReplicated(UNDER_REPLICATED, "2 of 3 replicas: 2 dead")),
                Arguments.of(
                        "one good replica is endangered",
                        3,
                        "1 a 9|2 b 9 DEAD|3 c 9",
                        "1 GOOD|2 GOOD|3 CORRUPT",
                        new UnderReplicated(ENDANGERED, "1 of 3 replicas: 2 dead, 3 corrupt")),
                Arguments.of(
                        "a suspect one is no good one",
                        3,
                        well,
                        "1 GOOD|2 SUSPECT|3 MISSING",
                        new UnderReplicated(ENDANGERED, "2 of 3 replicas: 3 missing")),
                Arguments.of(
                        "a drained node has the last one",
                        1,
                        "1 a 9 DRAINED|2 b 9",
                        "1 GOOD",
                        new UnderReplicated(DRAINING, "0 of 1 replicas: 1 drained")),
                Arguments.of(
                        "all nodes dead", 1, "1 a 9 DEAD|2 b 9", "1 GOOD", new Unreadable("0 of 1 replicas: 1 dead")),
                Arguments.of(
                        "nothing but bad ones", 1, well, "1 CORRUPT", new Unreadable("0 of 1 replicas: 1 corrupt")),
                Arguments.of("no replica at all", 2, well, "", new Unreadable("0 of 2 replicas")));
    }

    private static NodeId node(long number) {
        return new NodeId(new UUID(0, number));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void judges(String what, int replicationFactor, String nodes, String replicas, Verdict expected) {
        Scene scene = Scene.of(nodes);

        assertThat(ReplicaCheck.verdict(scene.chunk(replicationFactor, replicas), scene.nodes()))
                .isEqualTo(expected);
    }

    @Test
    void aReplicaOnANodeThatNobodyKnowsDoesNotCount() {
        Scene scene = Scene.of("1 a 9|2 b 9");
        ChunkFacts chunk = scene.chunk(2, "1 GOOD|2 GOOD");
        Scene withoutSecond = scene.without("2");

        assertThat(ReplicaCheck.verdict(chunk, withoutSecond.nodes()))
                .isEqualTo(new UnderReplicated(ENDANGERED, "1 of 2 replicas: node " + scene.id("2") + " unknown"));
    }

    @Test
    @DisplayName("a chunk that no file needs is not repaired, however few replicas it has")
    void aChunkWithoutFilesNeedsNothing() {
        Scene scene = Scene.of("1 a 9");

        assertThat(ReplicaCheck.verdict(scene.unreferencedChunk(3, "1 GOOD"), scene.nodes()))
                .isEqualTo(new Unreferenced());
    }
}
