package io.dfs.common.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** @param next give it as {@code after} to go on; null at the end */
public record QuarantinePage(
        List<QuarantineItem> items, @Nullable UUID next) {

    public QuarantinePage {
        items = List.copyOf(items);
    }
}
