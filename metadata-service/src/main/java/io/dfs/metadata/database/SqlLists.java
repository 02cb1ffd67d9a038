package io.dfs.metadata.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists of values in SQL statements. */
public final class SqlLists {

    /** Most values in one statement, so that a statement stays small however long a list is. */
    public static final int MAX_VALUES = 500;

    private SqlLists() {}

    /** {@code ?, ?, ?} */
    public static String placeholders(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** {@code (?, ?), (?, ?)} */
    public static String pairPlaceholders(int count) {
        return String.join(", ", Collections.nCopies(count, "(?, ?)"));
    }

    /** The list in parts of at most {@link #MAX_VALUES}. */
    public static <T> List<List<T>> parts(List<T> values) {
        return parts(values, MAX_VALUES);
    }

    /** The list in parts of at most {@code size}. */
    public static <T> List<List<T>> parts(List<T> values, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < values.size(); from += size) {
            parts.add(values.subList(from, Math.min(values.size(), from + size)));
        }
        return parts;
    }
}
