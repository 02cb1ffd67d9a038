package io.dfs.common.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The latest first. With a filter by path a page may be short, or empty, and still have a next one.
 *
 * @param next where the next page continues ({@code before}); null if this is the last
 */
public record AuditPage(List<AuditEntry> entries, @Nullable UUID next) {

    public AuditPage {
        entries = List.copyOf(entries);
    }
}
