package io.dfs.metadata.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PageRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void takesPagesThatFitTogether() {
        accepted(page(null, null));
        accepted(page(null, 5L, 1, 2, 5));
        accepted(page(5L, 9L, 6, 9));
        accepted(page(9L, null, 10));
        accepted(page(9L, 12L));
    }

    @Test
    void ordersIdsByTheirBytes() {
        accepted(page(null, null, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1));
    }

    @Test
    void refusesChunksOutOfOrderOrTwice() {
        refused(page(null, null, 2, 1), "must ascend");
        refused(page(null, null, 2, 2), "each once");
        refused(page(null, null, -1, 1), "must ascend");
    }

    @Test
    void refusesWhatLiesOutsideTheRange() {
        refused(page(3L, null, 3), "above after");
        refused(page(null, 3L, 4), "behind");
        refused(page(3L, 3L), "later than it begins");
        refused(page(3L, 2L), "later than it begins");
        refused(withQuarantined(page(3L, 9L), 3), "quarantine");
        refused(withQuarantined(page(3L, 9L), 10), "behind");
        accepted(withQuarantined(page(3L, 9L), 9));
    }

    @Test
    @DisplayName("I-9 refuses pages that are too large")
    void refusesPagesThatAreTooLarge() {
        accepted(page(null, null, LongStream.rangeClosed(1, 10_000).toArray()));
        refused(page(null, null, LongStream.rangeClosed(1, 10_001).toArray()), "10000");
    }

    @Test
    void refusesReportsFromTheFutureAndFromLongAgo() {
        accepted(startedAt(NOW));
        refused(startedAt(NOW.plusMillis(1)), "startedAt");
        accepted(startedAt(NOW.minus(Duration.ofHours(24))));
        refused(startedAt(NOW.minus(Duration.ofHours(25))), "start another one");
    }

    private static ChunkReportPage page(@Nullable Long after, @Nullable Long through, long... chunks) {
        return new ChunkReportPage(
                1,
                Ids.next(),
                NOW,
                after == null ? null : id(after),
                through == null ? null : id(through),
                LongStream.of(chunks).mapToObj(PageRulesTest::id).toList(),
                List.of(),
                List.of());
    }

    private static ChunkReportPage startedAt(Instant startedAt) {
        return new ChunkReportPage(1, Ids.next(), startedAt, null, null, List.of(), List.of(), List.of());
    }

    private static ChunkReportPage withQuarantined(ChunkReportPage page, long chunk) {
        return new ChunkReportPage(
                page.epoch(),
                page.reportId(),
                page.startedAt(),
                page.after(),
                page.through(),
                page.chunks(),
                page.failing(),
                List.of(new QuarantinedFile(Ids.next(), id(chunk), 10, NOW)));
    }

    private static ChunkId id(long value) {
        return new ChunkId(new UUID(value, value));
    }

    private static void accepted(ChunkReportPage page) {
        assertThatCode(() -> PageRules.check(page, NOW)).doesNotThrowAnyException();
    }

    private static void refused(ChunkReportPage page, String why) {
        assertThatThrownBy(() -> PageRules.check(page, NOW)).isInstanceOfSatisfying(DfsException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e).hasMessageContaining(why);
        });
    }
}
