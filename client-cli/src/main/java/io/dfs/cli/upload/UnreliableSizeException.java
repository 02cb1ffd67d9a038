package io.dfs.cli.upload;

import io.dfs.cli.upload.UploadItem.LocalFile;

/**
 * A file is at rest and yet has more or fewer bytes than its size says, like those of /proc and /sys and of some network file
 * systems: it has to be read as a stream.
 */
final class UnreliableSizeException extends RuntimeException {

    UnreliableSizeException(LocalFile file) {
        super("%s does not have the %d bytes that its size tells of".formatted(file.path(), file.sizeBytes()));
    }
}
