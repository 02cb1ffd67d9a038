package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token; the token itself is kept nowhere.
 *
 * @param prefix the tree that it reaches; {@code /} for all
 * @param createdBy who made it
 */
public record TokenInfo(
        UUID id,
        String name,
        Role role,
        FilePath prefix,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {}
