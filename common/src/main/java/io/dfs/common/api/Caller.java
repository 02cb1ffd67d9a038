package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a request's token says is calling.
 *
 * @param role null for a program of the cluster
 * @param prefix the tree that the token reaches; {@code /} for all
 */
public record Caller(
        String name,
        @Nullable Role role,
        FilePath prefix,
        @Nullable Instant expiresAt) {}
