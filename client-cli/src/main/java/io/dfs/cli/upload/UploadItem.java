package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** One thing that the walk over the sources comes to. */
sealed interface UploadItem {

    /**
     * A file to be sent.
     *
     * @param path of the file itself, never of a link to it
     * @param state as the walk saw it: what is stored has this length
     */
    record LocalFile(Path path, FilePath target, FileState state) implements UploadItem {

        long sizeBytes() {
            return state.sizeBytes();
        }

        /** Whether the file still is in the state that the walk saw. */
        boolean isUnchanged() {
            return FileState.read(path).equals(state);
        }

        /** Fails if the file can't have the walk's bytes any more: it is shorter, or another file has its name. */
        void requireNotReplaced() {
            if (!FileState.read(path).mayContinue(state)) {
                throw changed();
            }
        }

        FileRegion region(int index, long offset, long lengthBytes) {
            return new FileRegion(this, index, offset, lengthBytes);
        }

        /** Whether there is a byte behind those that the file's size tells of. */
        boolean hasMore() {
            try (InputStream in = region(0, sizeBytes(), 1).open()) {
                return in.read() >= 0;
            } catch (IOException e) {
                throw LocalFileException.of("read", path, e);
            }
        }

        /** Of the bytes that the walk saw, as they are now. Reads all of them. */
        Crc32c checksum() {
            return region(0, 0, sizeBytes()).checksum();
        }

        LocalFileException changed() {
            return new LocalFileException(
                    "%s was changed while it was read, nothing of it was stored: upload it again when it is at rest"
                            .formatted(path));
        }
    }

    /** A directory without entries; others come to be with their files. */
    record EmptyDirectory(FilePath target) implements UploadItem {}

    /** A link in a tree, left out because links are. */
    record Link(Path path) implements UploadItem {}

    /** Left out on purpose, with the reason. */
    record Skipped(Path path, String reason) implements UploadItem {}

    /** Can't be sent. */
    record Unreadable(Path path, RuntimeException failure) implements UploadItem {}
}
