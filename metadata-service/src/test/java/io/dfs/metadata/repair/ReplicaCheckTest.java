package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
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
                Arguments.of("more than needed", 2, well, "1 GOOD|2 GOOD|3 GOOD", new Sound(true)),
                Arguments.of("a suspect one counts", 2, well, "1 GOOD|2 SUSPECT", new Sound(true)),
                Arguments.of("all there, one silent", 2, "1 a 9|2 b 9 STALE", "1 GOOD|2 GOOD", new Sound(false)),
                Arguments.of("a draining node's counts", 2, "1 a 9|2 b 9 DRAINING", "1 GOOD|2 GOOD", new Sound(true)),
                Arguments.of(
                        "committed with two", 3, well, "1 GOOD|2 GOOD", new UnderReplicated(10, "2 of 3 replicas")),
                Arguments.of(
                        "one node dead",
                        3,
                        "1 a 9|2 b 9 DEAD|3 c 9",
                        "1 GOOD|2 GOOD|3 GOOD",
                        new UnderReplicated(10, "2 of 3 replicas: 2 dead")),
                Arguments.of(
                        "one good replica is endangered",
                        3,
                        "1 a 9|2 b 9 DEAD|3 c 9",
                        "1 GOOD|2 GOOD|3 CORRUPT",
                        new UnderReplicated(0, "1 of 3 replicas: 2 dead, 3 corrupt")),
                Arguments.of(
                        "a suspect one is no good one",
                        3,
                        well,
                        "1 GOOD|2 SUSPECT|3 MISSING",
                        new UnderReplicated(0, "2 of 3 replicas: 3 missing")),
                Arguments.of(
                        "a drained node has the last one",
                        1,
                        "1 a 9 DRAINED|2 b 9",
                        "1 GOOD",
                        new UnderReplicated(0, "0 of 1 replicas: 1 drained")),
                Arguments.of(
                        "all nodes dead", 1, "1 a 9 DEAD|2 b 9", "1 GOOD", new Unreadable("0 of 1 replicas: 1 dead")),
                Arguments.of(
                        "nothing but bad ones", 1, well, "1 CORRUPT", new Unreadable("0 of 1 replicas: 1 corrupt")),
                Arguments.of("no replica at all", 2, well, "", new Unreadable("0 of 2 replicas")));
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
                .isEqualTo(new UnderReplicated(0, "1 of 2 replicas: node " + scene.id("2") + " unknown"));
    }

    @Test
    @DisplayName("a chunk that no file needs is not repaired, however few replicas it has")
    void aChunkWithoutFilesNeedsNothing() {
        Scene scene = Scene.of("1 a 9");

        assertThat(ReplicaCheck.verdict(scene.unreferencedChunk(3, "1 GOOD"), scene.nodes()))
                .isEqualTo(new Unreferenced());
    }
}
