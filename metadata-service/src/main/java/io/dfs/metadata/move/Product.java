package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;

/** The kinds of databases between which metadata can be moved. */
enum Product {
    /** In a file, or in the memory of this process. */
    H2,
    MYSQL;

    static Product of(String url) {
        if (url.startsWith("jdbc:mysql:")) {
            return MYSQL;
        }
        if (url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:")) {
            return H2;
        }
        throw new MoveRefusedException(
                ExitCode.USAGE,
                "'%s' is no database of dfs: give jdbc:mysql://HOST:3306/SCHEMA or jdbc:h2:file:PATH"
                        .formatted(DatabaseAddress.withoutSettings(url)));
    }
}
