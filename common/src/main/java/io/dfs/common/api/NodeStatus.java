package io.dfs.common.api;

import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.List;

/** A node as the service sees it now. {@code clockSkewMillis} is the node's clock minus the service's at the last heartbeat. */
public record NodeStatus(
        NodeId id,
        String name,
        String zone,
        String advertisedUrl,
        NodeHealth health,
        AdminState adminState,
        NodeSpace space,
        long replicaCount,
        int activeTransfers,
        Instant lastHeartbeatAt,
        long lastHeartbeatAgeMillis,
        long clockSkewMillis,
        long epoch,
        String version,
        List<String> failedDirectories) {}
