package io.dfs.cli.namespace;

import io.dfs.common.file.FilePath;

/** Paths as people type them. */
final class StorePaths {

    private StorePaths() {}

    /** A slash at the end, as shells complete it, is left out. */
    static FilePath parse(String text) {
        return FilePath.valueOf(text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
