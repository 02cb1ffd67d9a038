package io.dfs.common.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param bytesPerSecond copied over the last minutes
 * @param etaSeconds until the replicas that are short now are made, at that rate; null if nothing moves or nothing is left
 */
public record RepairProgress(
        List<Backlog> backlog,
        long bytesPerSecond,
        @Nullable Long etaSeconds) {

    public RepairProgress {
        backlog = List.copyOf(backlog);
    }

    /** Work items of one class; {@code failing} ones have failed at least once. */
    public record Backlog(RepairClass repairClass, long items, long lengthBytes, long failing) {}
}
