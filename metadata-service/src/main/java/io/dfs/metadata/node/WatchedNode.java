package io.dfs.metadata.node;

import io.dfs.common.api.NodeHealth;
import java.time.Instant;

/**
 * A node as safe mode sees it.
 *
 * @param expected in service, and not announced to be away
 * @param deadFrom from when on it counts as dead if it stays silent
 * @param deadBefore whether that was before the service began to listen
 */
record WatchedNode(
        String name,
        NodeHealth health,
        boolean expected,
        Instant lastHeartbeatAt,
        Instant deadFrom,
        boolean deadBefore) {}
