package io.dfs.common.token;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A permission for one chunk on some nodes, made by the metadata service and checked by storage nodes.
 *
 * @param maxLengthBytes for WRITE: the most bytes the chunk may have; for COPY and READ: its length
 * @param nodes where the ticket is good; for COPY: the one target
 * @param source for COPY: where the target reads the chunk
 * @param principal for whom it was made, so that nodes can tell who read and wrote; null if nobody asked, as for repair
 */
public record Ticket(
        ClusterId clusterId,
        Operation operation,
        ChunkId chunkId,
        long maxLengthBytes,
        List<NodeAddress> nodes,
        @Nullable NodeAddress source,
        Instant expiresAt,
        @Nullable String principal) {

    public Ticket {
        nodes = List.copyOf(nodes);
        if (maxLengthBytes < 0) {
            throw new IllegalArgumentException("maxLengthBytes < 0: " + maxLengthBytes);
        }
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a ticket needs at least one node");
        }
        if ((operation == Operation.COPY) != (source != null)) {
            throw new IllegalArgumentException("a COPY ticket, and no other, has a source");
        }
    }
}
