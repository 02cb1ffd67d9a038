package io.dfs.metadata.report;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replica that should be on the node.
 *
 * @param verifiedAt null if nobody has read it yet
 */
record RecordedReplica(ChunkId chunkId, @Nullable Instant verifiedAt) {}
