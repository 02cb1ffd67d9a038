package io.dfs.metadata.support;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeSpace;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Heartbeats of nodes that have nothing else to tell. */
public final class TestHeartbeats {

    private TestHeartbeats() {}

    public static Heartbeat of(long epoch, NodeSpace space) {
        return of(epoch, Instant.now(), space, 0, 0, List.of(), 0);
    }

    public static Heartbeat of(
            long epoch,
            @Nullable Instant nodeTime,
            @Nullable NodeSpace space,
            long quarantinedBytes,
            int activeTransfers,
            List<String> failedDirectories,
            long metadataEpoch) {
        return new Heartbeat(
                epoch,
                nodeTime,
                space,
                quarantinedBytes,
                activeTransfers,
                failedDirectories,
                null,
                metadataEpoch,
                null,
                null,
                null);
    }

    public static Heartbeat withDisks(long epoch, NodeSpace space, List<NodeDisk> disks) {
        return new Heartbeat(epoch, Instant.now(), space, 0, 0, List.of(), null, 0, disks, null, null);
    }

    public static Heartbeat withWarnings(long epoch, NodeSpace space, @Nullable List<String> warnings) {
        return new Heartbeat(epoch, Instant.now(), space, 0, 0, List.of(), warnings, 0, null, null, null);
    }

    public static Heartbeat withLatencies(long epoch, NodeSpace space, DiskLatency... latencies) {
        return new Heartbeat(epoch, Instant.now(), space, 0, 0, List.of(), null, 0, null, null, List.of(latencies));
    }
}
