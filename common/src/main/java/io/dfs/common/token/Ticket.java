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
 * @param maxLengthBytes for WRITE: the most bytes the chunk may have; for COPY and READ: its length, of a READ with a span the
 *     span's end
 * @param nodes where the ticket is good; for COPY: the one target
 * @param source for COPY: where the target reads the chunk
 * @param principal for whom it was made, so that nodes can tell who read and wrote; null if no one asked, as for repair
 * @param span for READ: the only bytes that it permits to read, since others on the chunk may not be the reader's; null for all
 */
public record Ticket(
        ClusterId clusterId,
        Operation operation,
        ChunkId chunkId,
        long maxLengthBytes,
        List<NodeAddress> nodes,
        @Nullable NodeAddress source,
        Instant expiresAt,
        @Nullable String principal,
        @Nullable ByteSpan span) {

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
        if (span != null && operation != Operation.READ) {
            throw new IllegalArgumentException("only a READ ticket is for some bytes of a chunk");
        }
    }

    /** For the whole chunk. */
    public Ticket(
            ClusterId clusterId,
            Operation operation,
            ChunkId chunkId,
            long maxLengthBytes,
            List<NodeAddress> nodes,
            @Nullable NodeAddress source,
            Instant expiresAt,
            @Nullable String principal) {
        this(clusterId, operation, chunkId, maxLengthBytes, nodes, source, expiresAt, principal, null);
    }

    /** The same, to read these bytes only. It does not tell how long the chunk is: its holder can read what it says. */
    public Ticket within(ByteSpan bytes) {
        return new Ticket(clusterId, operation, chunkId, bytes.end(), nodes, source, expiresAt, principal, bytes);
    }

    /** Whether it permits to read so many bytes of the chunk from there on. */
    public boolean permits(long offset, long lengthBytes) {
        return span == null || span.contains(offset, lengthBytes);
    }
}
