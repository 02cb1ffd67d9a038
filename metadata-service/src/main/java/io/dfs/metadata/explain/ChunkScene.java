package io.dfs.metadata.explain;

import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a chunk's explanation follows from.
 *
 * @param position of the file's first extent on the chunk
 * @param verifiedAt when each node's replica was verified; nodes whose replica never was are left out
 */
record ChunkScene(
        int position,
        ChunkFacts chunk,
        Map<NodeId, NodeView> nodes,
        Map<NodeId, Instant> verifiedAt,
        List<QuarantineItem> removals,
        @Nullable RepairItem work,
        SafeModeState safeMode) {}
