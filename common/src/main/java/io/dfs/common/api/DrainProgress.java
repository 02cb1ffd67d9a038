package io.dfs.common.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param chunksLeft chunks that would have too few replicas without the node
 * @param etaSeconds at the rate of the last minutes; null if nothing moves
 * @param blockers for people: what keeps it from going on; empty if nothing does
 */
public record DrainProgress(
        String node,
        AdminState adminState,
        long chunksLeft,
        long bytesLeft,
        @Nullable Long etaSeconds,
        List<String> blockers) {

    public DrainProgress {
        blockers = List.copyOf(blockers);
    }
}
