package io.dfs.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.node.chunk.Inventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPagesTest {

    private static QuarantinedFile aside(ChunkId chunkId) {
        return new QuarantinedFile(Ids.next(), chunkId, 10, Instant.EPOCH);
    }

    private static List<ReportPages.Page> split(
            @Nullable ChunkId after, @Nullable ChunkId through, List<ChunkId> chunks, List<ChunkId> quarantined) {
        List<QuarantinedFile> files =
                quarantined.stream().map(ReportPagesTest::aside).toList();
        return ReportPages.split(after, new Inventory(through, chunks, List.of(), files), 3);
    }

    @Test
    void nothingIsOneEmptyPageThatIsTheLast() {
        ChunkId after = ChunkId.random();

        assertThat(split(after, null, List.of(), List.of()))
                .containsExactly(new ReportPages.Page(after, null, List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pagesFollowEachOtherWithoutAGapAndHoldEverythingOnce(long seed) {
        Random random = new Random(seed);
        List<ChunkId> ids = Stream.generate(ChunkId::random)
                .limit(random.nextInt(30))
                .sorted()
                .toList();
        List<ChunkId> chunks = ids.stream().filter(_ -> random.nextInt(3) > 0).toList();
        List<ChunkId> quarantined = ids.stream()
                .filter(_ -> random.nextInt(3) == 0)
                .flatMap(id -> Stream.of(id, id))
                .toList();
        ChunkId end = random.nextBoolean() ? ChunkId.random() : null;

        List<ReportPages.Page> pages = split(null, end, chunks, quarantined);

        List<ChunkId> reported = new ArrayList<>();
        List<ChunkId> reportedAside = new ArrayList<>();
        ChunkId from = null;
        for (ReportPages.Page page : pages) {
            assertThat(page.after()).as("seed %d", seed).isEqualTo(from);
            from = page.through();
            TreeSet<ChunkId> inPage = new TreeSet<>(page.chunks());
            page.quarantined().forEach(file -> inPage.add(file.chunkId()));
            assertThat(inPage).as("seed %d", seed).hasSizeLessThanOrEqualTo(3);
            reported.addAll(page.chunks());
            page.quarantined().forEach(file -> reportedAside.add(file.chunkId()));
            assertThat(inPage).allMatch(id -> page.after() == null || id.compareTo(page.after()) > 0);
            assertThat(inPage).allMatch(id -> page.through() == null || id.compareTo(page.through()) <= 0);
        }
        assertThat(pages.getLast().through()).as("seed %d", seed).isEqualTo(end);
        assertThat(reported).as("seed %d", seed).isEqualTo(chunks);
        assertThat(reportedAside).as("seed %d", seed).isEqualTo(quarantined);
    }
}
