package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a directory, in the order of the names' bytes.
 *
 * @param nextAfter give it as {@code after} for the next page; null on the last one
 * @param below first pages of directories below, without pages below of their own, each after that of its parent; only if asked for,
 *     and then as many as the service gives: null from a service that does not know the question
 */
public record DirectoryPage(
        FilePath path,
        List<DirectoryEntry> entries,
        @Nullable String nextAfter,
        @Nullable List<DirectoryPage> below) {

    public DirectoryPage(FilePath path, List<DirectoryEntry> entries, @Nullable String nextAfter) {
        this(path, entries, nextAfter, null);
    }
}
