package io.dfs.common.api;

import io.dfs.common.id.ClusterId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param epoch counts the node's registrations; a heartbeat of an older one is refused
 * @param heartbeatIntervalMillis how often the service wants to hear from the node
 * @param disks one verdict for each empty disk of the registration; null from a service of an older version
 */
public record NodeRegistered(
        ClusterId clusterId,
        long epoch,
        long heartbeatIntervalMillis,
        @Nullable List<DiskVerdict> disks) {

    public NodeRegistered {
        disks = disks == null ? null : List.copyOf(disks);
    }
}
