package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextAfter give it as {@code after} for the next page; null on the last one */
public record DirectoryPage(
        FilePath path,
        List<DirectoryEntry> entries,
        @Nullable String nextAfter) {}
