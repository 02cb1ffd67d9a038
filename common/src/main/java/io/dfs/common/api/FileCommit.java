package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file to be made visible.
 *
 * @param uploadId names this upload, so that a commit whose answer was lost can be repeated
 * @param extents in the order of the file's bytes; empty for an empty file
 */
public record FileCommit(
        UUID uploadId,
        FilePath path,
        long lengthBytes,
        Crc32c crc32c,
        int replicationFactor,
        long chunkSizeBytes,
        Precondition precondition,
        @Nullable String contentType,
        @Nullable Map<String, String> attributes,
        List<ExtentCommit> extents) {

    public FileCommit {
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
        extents = List.copyOf(extents);
    }
}
