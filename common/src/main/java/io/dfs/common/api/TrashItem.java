package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** @param reason DELETED or OVERWRITTEN */
public record TrashItem(
        UUID trashId,
        FilePath path,
        EntryKind kind,
        @Nullable Long lengthBytes,
        String reason,
        Instant deletedAt,
        Instant expiresAt) {}
