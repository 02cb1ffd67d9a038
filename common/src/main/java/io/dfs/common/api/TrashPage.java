package io.dfs.common.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was removed last comes first. {@code next}: give it as {@code after} to go on; null at the end. */
public record TrashPage(List<TrashItem> items, @Nullable String next) {

    public TrashPage {
        items = List.copyOf(items);
    }
}
