package io.dfs.node.transfer;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.http.StorageNodeClient.ChunkHeaders;
import io.dfs.common.token.Ticket;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.ChunkWriter;
import io.dfs.node.chunk.NewChunk;
import io.dfs.node.chunk.StoredChunk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Pulls a chunk from another node, for a repair. */
@Component
final class ChunkCopier {

    private final ChunkStore store;
    private final StorageNodeClient nodes;
    private final Receipts receipts;

    ChunkCopier(ChunkStore store, StorageNodeClient nodes, Receipts receipts) {
        this.store = store;
        this.nodes = nodes;
        this.receipts = receipts;
    }

    /**
     * On return this node holds the chunk durably, with the content that the source's footer states. The source verifies
     * each block that it sends; here the whole is verified again.
     */
    WriteResult copy(TicketGate.Pass pass) {
        Ticket ticket = pass.ticket();
        NodeAddress source = sourceOf(ticket);
        StoredChunk stored = nodes.readAll(
                source, ticket.chunkId(), pass.token(), (bytes, headers) -> store(ticket, bytes, headers));
        return new WriteResult(List.of(receipts.issue(stored)), List.of());
    }

    private StoredChunk store(Ticket ticket, InputStream bytes, ChunkHeaders headers) throws IOException {
        if (headers.contentLengthBytes() != ticket.maxLengthBytes()) {
            throw new DfsException(
                    ErrorCode.LENGTH_MISMATCH,
                    "node %s has %d bytes of chunk %s; the ticket says %d"
                            .formatted(
                                    sourceOf(ticket).name(),
                                    headers.contentLengthBytes(),
                                    ticket.chunkId(),
                                    ticket.maxLengthBytes()));
        }
        String origin = headers.origin() == null ? "" : headers.origin();
        NewChunk chunk = new NewChunk(
                ticket.chunkId(),
                ticket.clusterId(),
                ticket.maxLengthBytes(),
                crc32c(ticket, headers.crc32c()),
                origin);
        try (ChunkWriter writer = store.begin(chunk)) {
            byte[] buffer = new byte[HttpClients.BUFFER_SIZE_BYTES];
            for (int count = bytes.readNBytes(buffer, 0, buffer.length);
                    count > 0;
                    count = bytes.readNBytes(buffer, 0, buffer.length)) {
                writer.write(ByteBuffer.wrap(buffer, 0, count));
            }
            return writer.commit();
        }
    }

    private static Crc32c crc32c(Ticket ticket, @Nullable String header) {
        try {
            if (header != null) {
                return Crc32c.valueOf(header);
            }
        } catch (IllegalArgumentException _) {
            // The same answer as for none.
        }
        throw new DfsException(
                ErrorCode.CHECKSUM_MISMATCH,
                "node %s states no CRC32C of chunk %s"
                        .formatted(sourceOf(ticket).name(), ticket.chunkId()));
    }

    private static NodeAddress sourceOf(Ticket ticket) {
        NodeAddress source = ticket.source();
        if (source == null) {
            throw new IllegalStateException("a COPY ticket has a source");
        }
        return source;
    }
}
