package io.dfs.common.api;

import io.dfs.common.id.ClusterId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param epoch counts the node's registrations; a heartbeat of an older one is refused
 * @param heartbeatIntervalMillis how often the service wants to hear from the node
 * @param disks one verdict for each empty disk of the registration; null from a service of an older version
 * @param disksGivenUp ids of the node's disks that were retired or replaced, so that it need not remember them; null from a
 *     service of an older version
 */
public record NodeRegistered(
        ClusterId clusterId,
        long epoch,
        long heartbeatIntervalMillis,
        @Nullable List<DiskVerdict> disks,
        @Nullable List<UUID> disksGivenUp) {

    public NodeRegistered {
        disks = disks == null ? null : List.copyOf(disks);
        disksGivenUp = disksGivenUp == null ? null : List.copyOf(disksGivenUp);
    }
}
