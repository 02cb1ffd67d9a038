package io.dfs.common.api;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A disk of a node, present or remembered.
 *
 * @param node the node's name
 * @param path of the data directory on it
 * @param lastSeenAt when the node last used it
 * @param detail why it is not in use; null if it is, or nothing is known
 */
public record DiskStatus(
        String node,
        UUID id,
        String path,
        DiskState state,
        Instant firstSeenAt,
        Instant lastSeenAt,
        @Nullable String detail) {}
