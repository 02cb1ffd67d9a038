package io.dfs.cli.store;

import io.dfs.common.file.FilePath;

/** Paths as people type them. */
public final class StorePaths {

    private StorePaths() {}

    /** A slash at the end, as shells complete it, is left out. */
    public static FilePath parse(String text) {
        return FilePath.valueOf(text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
