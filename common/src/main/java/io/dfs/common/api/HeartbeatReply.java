package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.util.List;

/**
 * What the metadata service wants of the node. A node does as told only if {@code metadataEpoch} is not below one that it has
 * seen (I-4): an old copy of the database must not give orders.
 *
 * @param metadataEpoch grows all the time, with the database's content
 * @param verify replicas that someone complained of: the node reads them and tells what it found. Repeated until it does.
 * @param removals steps to take on single replicas. Repeated until the node tells the outcome.
 * @param chunkReportWanted whether the node is to report all its chunks now
 */
public record HeartbeatReply(
        long metadataEpoch, List<ChunkId> verify, List<RemovalCommand> removals, boolean chunkReportWanted) {

    public HeartbeatReply {
        verify = List.copyOf(verify);
        removals = List.copyOf(removals);
    }
}
