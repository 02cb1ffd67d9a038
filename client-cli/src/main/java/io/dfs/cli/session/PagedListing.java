package io.dfs.cli.session;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list that the cluster hands out page by page, shown as it comes however long it is.
 *
 * @param <T> an item
 * @param <C> where the next page begins
 */
public final class PagedListing<T, C> {

    private static final int PAGE = 200;

    /** @param next null at the end of the list */
    public record Page<T, C>(List<T> items, @Nullable C next) {}

    /** How a page is asked for. */
    @FunctionalInterface
    public interface Pages<T, C> {

        /** @param after null for the first page */
        Page<T, C> page(@Nullable C after, int limit);
    }

    /** @param hasMore whether the list continues behind what was shown */
    public record Shown(long items, boolean hasMore) {}

    private final Pages<T, C> pages;

    public PagedListing(Pages<T, C> pages) {
        this.pages = pages;
    }

    /** @param limit as a person gives it; 0 for all */
    public static void requireLimit(int limit) {
        if (limit < 0) {
            throw new UsageException("--limit is %d; 0 shows all".formatted(limit));
        }
    }

    /**
     * Shows page by page.
     *
     * @param limit items at most; 0 for all
     * @param show is given some items at a time, never none
     */
    public Shown show(int limit, Consumer<List<T>> show) {
        C after = null;
        long shown = 0;
        do {
            Page<T, C> page = pages.page(after, limit == 0 ? PAGE : (int) Math.min(PAGE, limit - shown));
            if (!page.items().isEmpty()) {
                show.accept(page.items());
            }
            shown += page.items().size();
            after = page.next();
        } while (after != null && (limit == 0 || shown < limit));
        return new Shown(shown, after != null);
    }

    /** Adds all items to a listing in JSON. */
    public void addTo(JsonListing json) {
        show(0, items -> items.forEach(json::add));
    }
}
