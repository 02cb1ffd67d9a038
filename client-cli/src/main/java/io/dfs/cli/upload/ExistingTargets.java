package io.dfs.cli.upload;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks what stands where a file is to go, before its bytes are sent. A directory that was absent when it was first asked
 * for holds nothing but what this command puts there, so its files are not asked for one by one. Not thread-safe.
 */
final class ExistingTargets {

    private static final int MAX_REMEMBERED = 4096;

    private final MetadataApi metadata;
    private final Map<FilePath, Boolean> directories = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FilePath, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    ExistingTargets(MetadataApi metadata) {
        this.metadata = metadata;
    }

    /** What kind of thing stands at the path; null for nothing. */
    @Nullable
    EntryKind kindAt(FilePath path) {
        FileStat stat = at(path);
        return stat == null ? null : stat.kind();
    }

    /** What stands at the path; null for nothing. */
    @Nullable
    FileStat at(FilePath path) {
        FilePath parent = path.parent();
        if (parent != null && !isDirectory(parent)) {
            return null;
        }
        return stat(metadata, path);
    }

    private boolean isDirectory(FilePath path) {
        Boolean known = directories.get(path);
        if (known != null) {
            return known;
        }
        boolean exists = kindAt(path) == EntryKind.DIRECTORY;
        directories.put(path, exists);
        return exists;
    }

    /** What stands at the path; null for nothing. Always asks. */
    static @Nullable FileStat stat(MetadataApi metadata, FilePath path) {
        try {
            return metadata.stat(path);
        } catch (DfsException e) {
            return switch (e.code()) {
                case NOT_FOUND -> null;
                case NOT_A_DIRECTORY -> null; // a file stands higher up: the commit says which
                default -> throw e;
            };
        }
    }

    static DfsException alreadyExists(FilePath path) {
        return new DfsException(
                ErrorCode.ALREADY_EXISTS, "%s exists: give --overwrite to replace it, or another name".formatted(path));
    }

    static DfsException isDirectoryError(FilePath path) {
        return new DfsException(
                ErrorCode.IS_A_DIRECTORY, "%s is a directory: give the name that the file is to have".formatted(path));
    }
}
