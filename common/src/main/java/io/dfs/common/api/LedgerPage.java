package io.dfs.common.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The oldest first. {@code next}: give it as {@code after} to go on; null at the end. */
public record LedgerPage(
        List<LedgerEntry> entries, @Nullable UUID next) {

    public LedgerPage {
        entries = List.copyOf(entries);
    }
}
