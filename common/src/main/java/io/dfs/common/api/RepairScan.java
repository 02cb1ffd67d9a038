package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param misplacedChunks enough replicas, but in the wrong zones
 * @param trimmedReplicas replicas beyond what a chunk should have, sent to quarantine
 * @param next give it as {@code after} to go on; null when the last chunk has been seen
 * @param focus nodes whose chunks are to be scanned first, because something happened to the node
 */
public record RepairScan(
        int examinedChunks,
        int underReplicatedChunks,
        int misplacedChunks,
        int trimmedReplicas,
        @Nullable ChunkId next,
        List<ScanFocus> focus) {

    public RepairScan {
        focus = List.copyOf(focus);
    }
}
