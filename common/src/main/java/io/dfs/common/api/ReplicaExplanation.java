package io.dfs.common.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** @param why for people: why this node is a right place, or what is wrong */
public record ReplicaExplanation(
        String node,
        String zone,
        NodeHealth health,
        AdminState adminState,
        ReplicaState state,
        @Nullable Instant verifiedAt,
        String why) {}
