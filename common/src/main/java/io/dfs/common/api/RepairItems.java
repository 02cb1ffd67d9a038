package io.dfs.common.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most urgent first.
 *
 * @param total how many there are in all
 * @param next give it as {@code after} to go on; null at the end
 */
public record RepairItems(
        List<RepairItem> items, long total, @Nullable String next) {

    public RepairItems {
        items = List.copyOf(items);
    }
}
