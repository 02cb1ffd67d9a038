package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** For a directory the fields of a file are null. */
public record DirectoryEntry(
        String name,
        EntryKind kind,
        @Nullable Long lengthBytes,
        @Nullable Crc32c crc32c,
        @Nullable Long version,
        @Nullable Integer replicationFactor,
        Instant modifiedAt) {}
