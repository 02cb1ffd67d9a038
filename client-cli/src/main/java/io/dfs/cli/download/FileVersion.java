package io.dfs.cli.download;

import io.dfs.common.api.FileLocations;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;

/** One version of a file: while these are the same, the bytes are the same. */
record FileVersion(FilePath path, long version, long lengthBytes, Crc32c crc32c) {

    static FileVersion of(FileLocations locations) {
        return new FileVersion(locations.path(), locations.version(), locations.lengthBytes(), locations.crc32c());
    }

    /** Fails if the answer is about another version. */
    void requireSame(FileLocations locations) {
        if (!of(locations).equals(this)) {
            throw new FileChanged();
        }
    }

    /** The file was overwritten while it was read. Nothing of the old version may be mixed with the new one. */
    static final class FileChanged extends RuntimeException {}
}
