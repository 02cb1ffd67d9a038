package io.dfs.cli.upload;

import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.UUID;

/** Makes the records of a commit. */
final class Commits {

    private Commits() {}

    static FileCommit of(
            UUID uploadId,
            FilePath target,
            long lengthBytes,
            Crc32c crc32c,
            long chunkSizeBytes,
            UploadOptions options,
            List<ExtentCommit> extents) {
        return new FileCommit(
                uploadId,
                target,
                lengthBytes,
                crc32c,
                options.replicationFactor(),
                chunkSizeBytes,
                options.precondition(),
                null,
                null,
                extents);
    }
}
