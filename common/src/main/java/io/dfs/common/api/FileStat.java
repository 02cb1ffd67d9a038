package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything about a file or directory. For a directory the fields of a file are null and {@code extents} is empty. */
public record FileStat(
        FilePath path,
        EntryKind kind,
        @Nullable Long lengthBytes,
        @Nullable Crc32c crc32c,
        @Nullable Long version,
        @Nullable Integer replicationFactor,
        @Nullable Long chunkSizeBytes,
        @Nullable String contentType,
        Map<String, String> attributes,
        Instant createdAt,
        Instant modifiedAt,
        List<ExtentStat> extents) {}
