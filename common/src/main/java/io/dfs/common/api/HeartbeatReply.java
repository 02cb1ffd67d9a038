package io.dfs.common.api;

import io.dfs.common.id.ChunkId;
import java.util.List;

/** @param verify replicas that somebody complained of: the node reads them and tells what it found. Repeated until it does. */
public record HeartbeatReply(List<ChunkId> verify) {

    public HeartbeatReply {
        verify = List.copyOf(verify);
    }
}
