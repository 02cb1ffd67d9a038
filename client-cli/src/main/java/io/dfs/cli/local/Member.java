package io.dfs.cli.local;

import org.jspecify.annotations.Nullable;

/** One process of a local cluster. {@code zone} is a node's only. */
public record Member(
        String name, Role role, int port, @Nullable String zone) {}
