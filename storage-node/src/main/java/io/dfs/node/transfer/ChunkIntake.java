package io.dfs.node.transfer;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeFailure;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.ChunkWriter;
import io.dfs.node.chunk.NewChunk;
import io.dfs.node.chunk.StoredChunk;
import io.dfs.node.identity.NodeIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Stores a chunk whose bytes a client sends, and passes them on to other nodes if asked to. */
@Component
final class ChunkIntake {

    private final ChunkStore store;
    private final Receipts receipts;
    private final Relay relay;
    private final NodeIdentity identity;

    ChunkIntake(ChunkStore store, Receipts receipts, Relay relay, NodeIdentity identity) {
        this.store = store;
        this.receipts = receipts;
        this.relay = relay;
        this.identity = identity;
    }

    /** On return the chunk is durable here (I-2). */
    WriteResult store(NewChunk chunk, InputStream body) {
        try (ChunkWriter writer = store.begin(chunk)) {
            copy(body, writer, chunk);
            return new WriteResult(List.of(receipts.issue(writer.commit())), List.of());
        }
    }

    /** On return the chunk is durable here, and on each of the ticket's other nodes whose receipt is in the answer. */
    WriteResult storeAndRelay(NewChunk chunk, InputStream body, TicketGate.Pass pass) {
        List<NodeAddress> others = pass.ticket().nodes().stream()
                .filter(node -> !node.id().equals(identity.id()))
                .toList();
        try (TransferSlots.Slot _ = relay.slots().take();
                ChunkWriter writer = store.begin(chunk);
                Relay.Run run = relay.start(others, chunk, pass.token())) {
            pump(body, run, writer, chunk);
            StoredChunk stored = writer.commit();
            List<NodeReceipt> all = new ArrayList<>(List.of(receipts.issue(stored)));
            List<NodeFailure> failures = new ArrayList<>();
            for (Relay.Outcome outcome : run.await()) {
                switch (outcome) {
                    case Relay.Outcome.Stored(List<NodeReceipt> theirs) -> all.addAll(theirs);
                    case Relay.Outcome.Failed(NodeFailure failure) -> failures.add(failure);
                }
            }
            return new WriteResult(all, failures);
        }
    }

    private static void copy(InputStream body, ChunkWriter writer, NewChunk chunk) {
        byte[] buffer = new byte[Math.clamp(chunk.lengthBytes(), 1, HttpClients.BUFFER_SIZE_BYTES)];
        long taken = 0;
        try {
            // Fill the buffer before writing: the socket hands out a few KiB at a time.
            for (int count = body.readNBytes(buffer, 0, buffer.length);
                    count > 0;
                    count = body.readNBytes(buffer, 0, buffer.length)) {
                writer.write(ByteBuffer.wrap(buffer, 0, count));
                taken += count;
            }
        } catch (IOException e) {
            throw cutOff(chunk, taken, e);
        }
    }

    private static void pump(InputStream body, Relay.Run run, ChunkWriter writer, NewChunk chunk) {
        try {
            run.fanout()
                    .pump(
                            body,
                            chunk.lengthBytes(),
                            (bytes, length) -> writer.write(ByteBuffer.wrap(bytes, 0, length)));
        } catch (IOException e) {
            throw cutOff(chunk, -1, e);
        }
    }

    /** The writer's own failures are DfsExceptions, so this one is the sender's. */
    private static DfsException cutOff(NewChunk chunk, long taken, IOException e) {
        return new DfsException(
                ErrorCode.LENGTH_MISMATCH,
                taken < 0
                        ? "the body of chunk %s broke off before the %d bytes that were declared: %s"
                                .formatted(chunk.chunkId(), chunk.lengthBytes(), e.getMessage())
                        : "the body of chunk %s broke off after about %d of the %d bytes that were declared: %s"
                                .formatted(chunk.chunkId(), taken, chunk.lengthBytes(), e.getMessage()),
                e);
    }
}
