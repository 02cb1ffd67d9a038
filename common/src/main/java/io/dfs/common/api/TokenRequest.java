package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param name who holds it: 1 to 63 letters, digits, '.', '_' or '-'; unique among the tokens that are not revoked
 * @param prefix the tree that it reaches; null for all
 * @param expiresAt null for never
 */
public record TokenRequest(
        String name,
        Role role,
        @Nullable FilePath prefix,
        @Nullable Instant expiresAt) {}
