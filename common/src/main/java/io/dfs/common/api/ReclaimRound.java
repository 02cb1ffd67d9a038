package io.dfs.common.api;

import java.util.List;

/**
 * What one round of reclaiming did. Each step is bounded; {@code more} tells that another round has work at once.
 *
 * @param purgedEntries files and directories that left the trash for good
 * @param unreferencedChunks chunks that no file needs any more, newly found
 * @param requestedRemovals replicas sent to quarantine
 * @param requestedUnlinks replicas whose quarantine is over
 * @param drainedNodes names of nodes that became DRAINED
 */
public record ReclaimRound(
        int purgedEntries,
        int unreferencedChunks,
        int requestedRemovals,
        int requestedUnlinks,
        List<String> drainedNodes,
        boolean more) {

    public ReclaimRound {
        drainedNodes = List.copyOf(drainedNodes);
    }
}
