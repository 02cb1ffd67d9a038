package io.dfs.common.api;

import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node as the service sees it now.
 *
 * @param quarantinedBytes waiting to be unlinked; part of {@code space.usedBytes}
 * @param clockSkewMillis the node's clock minus the service's at the last heartbeat
 * @param awayUntil it stopped properly and is expected back; null if not
 * @param maintenanceUntil when a maintenance that people began ends; null if never, or if there is none
 * @param lastChunkReportAt when it last reported all its chunks; null if it never did
 * @param writeRefusal why it takes no new chunks now although it is healthy and in service; null if it takes them
 * @param slow that it is avoided because it is slow; null if it is as fast as others, as far as is known
 * @param reportedSlow that a single client finds it slow, which has no effect; null if none does, or if it is avoided
 * @param unknownChunks chunks of the last report that the metadata does not know
 */
public record NodeStatus(
        NodeId id,
        String name,
        String zone,
        String advertisedUrl,
        NodeHealth health,
        AdminState adminState,
        NodeSpace space,
        long quarantinedBytes,
        long replicaCount,
        int activeTransfers,
        Instant lastHeartbeatAt,
        long lastHeartbeatAgeMillis,
        @Nullable Instant awayUntil,
        @Nullable Instant maintenanceUntil,
        @Nullable Instant lastChunkReportAt,
        long unknownChunks,
        long clockSkewMillis,
        long epoch,
        String version,
        List<String> failedDirectories,
        @Nullable String writeRefusal,
        @Nullable SlowNode slow,
        @Nullable SlowNode reportedSlow) {}
