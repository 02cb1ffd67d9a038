package io.dfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.PagedListing.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagedListingTest {

    /** How many there are, the limit, what the pages are asked for, and what was shown. */
    @ParameterizedTest
    @CsvSource({
        "0,   0,   '200',           0,   false",
        "200, 0,   '200',           200, false",
        "450, 0,   '200, 200, 200', 450, false",
        "450, 250, '200, 50',       250, true",
        "250, 250, '200, 50',       250, false",
        "450, 400, '200, 200',      400, true",
        "5,   20,  '20',            5,   false",
    })
    void asksForPagesUntilTheListOrTheLimitIsReached(
            int count, int limit, String asked, int expected, boolean hasMore) {
        List<Integer> limits = new ArrayList<>();
        PagedListing<Integer, Integer> list = new PagedListing<>((after, most) -> {
            limits.add(most);
            int from = after == null ? 0 : after;
            int to = Math.min(count, from + most);
            return new Page<>(IntStream.range(from, to).boxed().toList(), to < count ? to : null);
        });
        List<Integer> items = new ArrayList<>();

        Shown shown = list.show(limit, some -> {
            assertThat(some).isNotEmpty();
            items.addAll(some);
        });

        assertThat(shown).isEqualTo(new Shown(expected, hasMore));
        assertThat(items).isEqualTo(IntStream.range(0, expected).boxed().toList());
        assertThat(limits.toString()).isEqualTo("[" + asked + "]");
    }
}
