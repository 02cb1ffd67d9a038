package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory as it was at one moment. For a directory the fields of a file are null.
 *
 * @param attributes a JSON object
 */
public record Entry(
        UUID id,
        String name,
        EntryKind kind,
        @Nullable Long lengthBytes,
        @Nullable Crc32c crc32c,
        @Nullable Integer replicationFactor,
        @Nullable Long chunkSizeBytes,
        @Nullable Long version,
        @Nullable String contentType,
        @Nullable String attributes,
        Instant createdAt,
        Instant modifiedAt) {

    /** The fields that every file has. */
    public record Content(long lengthBytes, Crc32c crc32c, int replicationFactor, long chunkSizeBytes, long version) {}

    /** Refuses a directory. */
    public Content content(FilePath path) {
        if (kind == EntryKind.DIRECTORY) {
            throw new DfsException(ErrorCode.IS_A_DIRECTORY, "%s is a directory, not a file".formatted(path));
        }
        if (lengthBytes == null
                || crc32c == null
                || replicationFactor == null
                || chunkSizeBytes == null
                || version == null) {
            throw new IllegalStateException("the row of file %s lacks a field".formatted(id));
        }
        return new Content(lengthBytes, crc32c, replicationFactor, chunkSizeBytes, version);
    }
}
