package io.dfs.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.Ids;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalBoundTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final RefusalBound bound = new RefusalBound(3);

    private static AuditLine refusal(String from) {
        return new AuditLine(
                NOON, Ids.next(), "r", AuditCaller.UNKNOWN, from, "GET /x", null, null, 401, "TOKEN_INVALID", 0L);
    }

    private int admitted(String from, int count) {
        return (int) IntStream.range(0, count)
                .filter(_ -> bound.admits(refusal(from)))
                .count();
    }

    @Test
    void theFirstOfAnAddressAreWrittenInFullAndTheOthersCounted() {
        bound.ended(NOON);

        assertThat(admitted("10.0.0.1", 100)).isEqualTo(3);
        assertThat(admitted("10.0.0.2", 2)).isEqualTo(2);
        assertThat(bound.ended(NOON.plusSeconds(59))).isEmpty();

        List<AuditLine> summaries = bound.ended(NOON.plusSeconds(60));

        assertThat(summaries).singleElement().satisfies(line -> {
            assertThat(line.from()).isEqualTo("10.0.0.1");
            assertThat(line.target()).isNotNull();
            assertThat(line.json()).contains("97 more within a minute").contains("SUMMARISED");
        });
    }

    @Test
    void aNewMinuteBeginsWithNothing() {
        bound.ended(NOON);
        admitted("10.0.0.1", 100);
        bound.ended(NOON.plusSeconds(61));

        assertThat(admitted("10.0.0.1", 2)).isEqualTo(2);
        assertThat(bound.close(NOON.plusSeconds(62))).isEmpty();
    }

    @Test
    void aClockThatIsSetBackEndsTheMinute() {
        bound.ended(NOON);
        admitted("10.0.0.1", 100);

        assertThat(bound.ended(NOON.minusSeconds(3600))).hasSize(1);
    }

    @Test
    void aFloodFromManyAddressesIsBoundedToo() {
        bound.ended(NOON);

        int inFull = IntStream.range(0, 10_000)
                .map(address -> admitted("10.0.%d.%d".formatted(address / 256, address % 256), 5))
                .sum();

        assertThat(inFull).isEqualTo(30);
        assertThat(bound.ended(NOON.plusSeconds(60)))
                .hasSizeLessThanOrEqualTo(257)
                .extracting(AuditLine::from)
                .contains("(others)");
    }
}
