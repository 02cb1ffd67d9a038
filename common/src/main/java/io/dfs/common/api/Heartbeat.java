package io.dfs.common.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param epoch from the registration
 * @param nodeTime the node's clock, so that the service can show its skew
 * @param quarantinedBytes files in quarantine; part of {@code space.usedBytes}
 * @param activeTransfers chunk reads and writes under way
 * @param failedDirectories data directories that the node does not write to because of errors
 * @param diskWarnings what can't be used on disks that work, sentences for people; null from nodes of an older version
 * @param metadataEpoch the highest epoch of the metadata that the node has seen; 0 for none. A database that is older than
 *     what its nodes have seen was restored from a copy.
 * @param disks as in {@link NodeRegistration}, if that has changed since the service last heard it; null if not
 * @param writeRefusal why the node can take no new chunks now, whatever its space; null if it can
 * @param latencies how long the disks that were used in the last minutes took; null from a node of an older version
 */
public record Heartbeat(
        long epoch,
        Instant nodeTime,
        NodeSpace space,
        long quarantinedBytes,
        int activeTransfers,
        List<String> failedDirectories,
        @Nullable List<String> diskWarnings,
        long metadataEpoch,
        @Nullable List<NodeDisk> disks,
        @Nullable String writeRefusal,
        @Nullable List<DiskLatency> latencies) {

    public Heartbeat {
        failedDirectories = List.copyOf(failedDirectories);
        diskWarnings = diskWarnings == null ? List.of() : List.copyOf(diskWarnings);
        disks = disks == null ? null : List.copyOf(disks);
        latencies = latencies == null ? List.of() : List.copyOf(latencies);
    }
}
