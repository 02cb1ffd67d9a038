package io.dfs.common.api;

import java.time.Instant;
import java.util.List;

/**
 * @param epoch from the registration
 * @param nodeTime the node's clock, so that the service can show its skew
 * @param activeTransfers chunk reads and writes under way
 * @param failedDirectories data directories that the node no longer uses because of errors
 */
public record Heartbeat(
        long epoch, Instant nodeTime, NodeSpace space, int activeTransfers, List<String> failedDirectories) {

    public Heartbeat {
        failedDirectories = List.copyOf(failedDirectories);
    }
}
