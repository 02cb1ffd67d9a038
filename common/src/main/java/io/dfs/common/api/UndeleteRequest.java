package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings a file or directory back from the trash.
 *
 * @param path where it was; what was removed from there last comes back. May lie below a directory that was removed.
 * @param trashId which one, if not the last; null for the last
 * @param to where it is to be; null for where it was
 */
public record UndeleteRequest(
        FilePath path, @Nullable UUID trashId, @Nullable FilePath to) {}
