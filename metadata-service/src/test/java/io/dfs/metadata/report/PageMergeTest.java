package io.dfs.metadata.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.report.PageMerge.Recorded;
import io.dfs.metadata.report.PageMerge.Reported;
import io.dfs.metadata.report.PageMerge.Standing;
import io.dfs.metadata.report.PageMerge.Unrecorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageMergeTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final ChunkId CHUNK = ChunkId.random();

    @ParameterizedTest
    @DisplayName(
            "I-4 a recorded replica is missing only if it is not reported and was not verified since the report began")
    @CsvSource({
        // state, reported, verified in seconds after the start, missing, back
        "GOOD,    true,  -1, false, false",
        "GOOD,    false, -1, true,  false",
        "GOOD,    false,  0, false, false",
        "GOOD,    false,  1, false, false",
        "GOOD,    false,   , true,  false",
        "SUSPECT, true,  -1, false, false",
        "SUSPECT, false, -1, true,  false",
        "SUSPECT, false,  1, false, false",
        "MISSING, true,  -1, false, true",
        "MISSING, true,   1, false, false",
        "MISSING, false, -1, false, false",
        "FAILING, true,  -1, false, true",
        "FAILING, true,   1, false, false",
        "FAILING, false, -1, true,  false",
        "FAILING, false,  1, false, false",
        "CORRUPT, true,  -1, false, false",
        "CORRUPT, false, -1, false, false",
    })
    void judgesRecordedReplicas(ReplicaState state, boolean reported, Long verified, boolean missing, boolean back) {
        Instant at = verified == null ? null : START.plusSeconds(verified);
        Reported page = new Reported(reported ? Set.of(CHUNK) : Set.of(), Set.of());

        Recorded found = PageMerge.recorded(page, state, List.of(new RecordedReplica(CHUNK, at, null)), START);

        assertThat(PageMerge.recorded(page, state, List.of(new RecordedReplica(CHUNK, null, at)), START))
                .as("observed, not verified")
                .isEqualTo(found);

        assertThat(found.missing().contains(CHUNK)).as("missing").isEqualTo(missing);
        assertThat(found.back().contains(CHUNK)).as("back").isEqualTo(back);
        assertThat(found.seen().contains(CHUNK)).as("seen").isEqualTo(reported);
    }

    @ParameterizedTest
    @CsvSource({"GOOD, true", "SUSPECT, true", "MISSING, true", "FAILING, false", "CORRUPT, false"})
    void aReplicaInAFailedDirectoryFails(ReplicaState state, boolean fails) {
        Reported page = new Reported(Set.of(CHUNK), Set.of(CHUNK));
        RecordedReplica replica = new RecordedReplica(CHUNK, START.minusSeconds(1), null);

        Recorded found = PageMerge.recorded(page, state, List.of(replica), START);

        assertThat(found.failing().contains(CHUNK)).isEqualTo(fails);
        assertThat(found.missing()).isEmpty();
        assertThat(found.back()).isEmpty();
    }

    @Test
    void aChunkThatARemovalNamesIsLeftToTheRemoval() {
        for (Standing standing : Standing.values()) {
            Unrecorded found = PageMerge.unrecorded(List.of(CHUNK), Map.of(CHUNK, standing), Set.of(CHUNK));

            assertThat(found).isEqualTo(new Unrecorded(List.of(), List.of(), List.of()));
        }
        assertThat(PageMerge.unrecorded(List.of(CHUNK), Map.of(), Set.of(CHUNK)).unknown())
                .isEmpty();
    }

    @Test
    @DisplayName("I-4 whatever is reported and recorded: each chunk has one fate, and only what was given up is to go")
    void eachChunkHasOneFate() {
        long seed = System.nanoTime();
        System.out.println("seed of eachChunkHasOneFate: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            checkOneRound(random);
        }
    }

    private static void checkOneRound(Random random) {
        List<ChunkId> all = Stream.generate(() -> new ChunkId(new UUID(random.nextLong(), random.nextLong())))
                .limit(random.nextInt(30))
                .toList();
        Set<ChunkId> reported = some(all, random);
        Map<ChunkId, Standing> known = new HashMap<>();
        some(all, random)
                .forEach(chunk -> known.put(chunk, random.nextInt(4) == 0 ? Standing.RECLAIMED : Standing.WANTED));
        Set<ChunkId> leaving = some(all, random);
        Set<ChunkId> recorded = some(List.copyOf(known.keySet()), random);
        Set<ChunkId> unrecorded = new HashSet<>(reported);
        List<ChunkId> missing = new ArrayList<>();
        for (ChunkId chunk : recorded) {
            ReplicaState state = ReplicaState.values()[random.nextInt(5)];
            RecordedReplica replica = new RecordedReplica(chunk, START.plusSeconds(random.nextInt(-5, 5)), null);
            Recorded found = PageMerge.recorded(
                    new Reported(reported, some(List.copyOf(reported), random)), state, List.of(replica), START);
            missing.addAll(found.missing());
            unrecorded.removeAll(found.seen());
        }

        Unrecorded found = PageMerge.unrecorded(unrecorded, known, leaving);

        assertThat(missing).noneMatch(reported::contains);
        assertThat(recorded).containsAll(missing);
        List<ChunkId> fates = new ArrayList<>(found.adopted());
        fates.addAll(found.reclaimed());
        fates.addAll(found.unknown());
        assertThat(fates).doesNotHaveDuplicates().noneMatch(recorded::contains);
        assertThat(found.reclaimed()).allMatch(chunk -> known.get(chunk) == Standing.RECLAIMED);
        assertThat(found.adopted()).allMatch(chunk -> known.get(chunk) == Standing.WANTED);
        assertThat(found.unknown()).noneMatch(known::containsKey);
        Set<ChunkId> rest = new HashSet<>(unrecorded);
        rest.removeAll(leaving);
        assertThat(fates).as("nothing is forgotten").containsExactlyInAnyOrderElementsOf(rest);
    }

    private static Set<ChunkId> some(List<ChunkId> all, Random random) {
        Set<ChunkId> some = new HashSet<>(all);
        some.removeIf(_ -> random.nextBoolean());
        return some;
    }
}
