package io.dfs.common.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param node the node's name
 * @param verifiedAt when its bytes were last read or written and found right; null if the node only claims to have it
 */
public record ReplicaStat(
        String node,
        String zone,
        NodeHealth health,
        ReplicaState state,
        @Nullable Instant verifiedAt) {}
