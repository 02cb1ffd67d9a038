package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.UUID;

/** What went to the trash, and until when it is kept. */
public record Removed(FilePath path, EntryKind kind, UUID trashId, Instant expiresAt) {}
