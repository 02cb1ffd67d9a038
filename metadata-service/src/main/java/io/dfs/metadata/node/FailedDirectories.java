package io.dfs.metadata.node;

import java.util.List;

/** A node's failed data directories in one column: one per line, and only as many as fit. */
final class FailedDirectories {

    private static final int MAX_LENGTH = 4000;

    private FailedDirectories() {}

    static String join(List<String> directories) {
        String joined = String.join("\n", directories);
        return joined.length() <= MAX_LENGTH ? joined : joined.substring(0, MAX_LENGTH - 1) + "…";
    }

    static List<String> split(String column) {
        return column.isEmpty() ? List.of() : column.lines().toList();
    }
}
