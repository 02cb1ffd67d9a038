package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FilePath;
import java.nio.file.Path;

/** One thing that the walk over the sources comes to. */
sealed interface UploadItem {

    /** A file to be sent. */
    record LocalFile(Path path, FilePath target, FileState state) implements UploadItem {

        long sizeBytes() {
            return state.sizeBytes();
        }

        /** Fails if the file is no longer the one that the walk saw. */
        void requireUnchanged() {
            if (!FileState.read(path).equals(state)) {
                throw changed();
            }
        }

        LocalFileException changed() {
            return new LocalFileException(
                    "%s was changed while it was read, nothing of it was stored: upload it again when it is at rest"
                            .formatted(path));
        }
    }

    /** A directory without entries; others come to be with their files. */
    record EmptyDirectory(FilePath target) implements UploadItem {}

    /** Left out on purpose, with the reason. */
    record Skipped(Path path, String reason) implements UploadItem {}

    /** Can't be sent. */
    record Unreadable(Path path, RuntimeException failure) implements UploadItem {}
}
