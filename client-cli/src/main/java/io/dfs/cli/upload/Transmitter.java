package io.dfs.cli.upload;

import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.Fanout;
import io.dfs.common.http.StorageNodeClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Sends one chunk once: read once, to all the nodes at the same time, and compares what they say with what was sent. */
final class Transmitter {

    /** Blocks of 256 KiB that a fast node may be ahead of a slow one. */
    private static final int WINDOW_BLOCKS = 8;

    private final StorageNodeClient nodes;
    private final TransferSettings settings;
    private final boolean relay;

    Transmitter(StorageNodeClient nodes, TransferSettings settings, boolean relay) {
        this.nodes = nodes;
        this.settings = settings;
        this.relay = relay;
    }

    /** @param crc32c of the bytes that were sent */
    record Transmission(Crc32c crc32c, List<Delivery> deliveries) {}

    /** A request under way. Its thread is virtual, so that an interrupt frees it from a blocked socket. */
    private record Call(NodeAddress node, FutureTask<WriteResult> answer) {}

    /** @param targets some or all of the ticket's nodes */
    Transmission transmit(WriteTicket ticket, List<NodeAddress> targets, ChunkSource source) {
        List<NodeAddress> called = relay ? targets.subList(0, 1) : targets;
        Fanout fanout = new Fanout(called.size(), WINDOW_BLOCKS, settings.stallLimit());
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < called.size(); i++) {
            calls.add(start(called.get(i), ticket, source, fanout.lane(i)));
        }
        try {
            CRC32C crc = new CRC32C();
            pump(fanout, source, crc);
            Duration limit =
                    settings.stallLimit().plus(settings.responseTimeout()).multipliedBy(2);
            List<Delivery> deliveries = calls.stream()
                    .flatMap(call -> await(call, limit, ticket, source.lengthBytes(), Crc32c.of(crc)))
                    .toList();
            return new Transmission(Crc32c.of(crc), deliveries);
        } finally {
            calls.forEach(call -> call.answer().cancel(true));
        }
    }

    private Call start(NodeAddress node, WriteTicket ticket, ChunkSource source, Fanout.Lane lane) {
        FutureTask<WriteResult> answer = new FutureTask<>(() -> {
            try {
                return nodes.write(
                        node,
                        ticket.chunkId(),
                        ticket.token(),
                        source.lengthBytes(),
                        lane::writeTo,
                        relay,
                        source.origin());
            } finally {
                lane.giveUp("the node has answered");
            }
        });
        Thread.ofVirtual().start(answer);
        return new Call(node, answer);
    }

    private static void pump(Fanout fanout, ChunkSource source, CRC32C crc) {
        try (InputStream in = source.open()) {
            fanout.pump(in, source.lengthBytes(), (bytes, length) -> crc.update(bytes, 0, length));
        } catch (EOFException e) {
            source.requireUnchanged();
            throw new LocalFileException("the data ended early: " + e.getMessage(), e);
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } catch (IOException _) {
            // Every receiver has stalled; each says so itself. Reading fails with another exception.
        }
    }

    private Stream<Delivery> await(Call call, Duration limit, WriteTicket ticket, long lengthBytes, Crc32c sent) {
        NodeAddress node = call.node();
        try {
            WriteResult result = call.answer().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            Stream<Delivery> received =
                    result.receipts().stream().map(receipt -> check(receipt, ticket, lengthBytes, sent));
            Stream<Delivery> failed = result.failures().stream()
                    .map(failure -> new Delivery.Failed(failure.nodeId(), failure.code(), failure.detail()));
            return Stream.concat(received, failed);
        } catch (ExecutionException e) {
            return Stream.of(failure(node, e));
        } catch (TimeoutException _) {
            return Stream.of(new Delivery.Failed(
                    node.id(), ErrorCode.UNAVAILABLE, "node %s does not answer".formatted(node.name())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    private static Delivery failure(NodeAddress node, ExecutionException failure) {
        return switch (failure.getCause()) {
            case DfsException e -> new Delivery.Failed(node.id(), e.code(), String.valueOf(e.getMessage()));
            case RuntimeException e -> throw e;
            case null, default ->
                throw new IllegalStateException("sending to node " + node.name() + " failed", failure);
        };
    }

    private static Delivery check(NodeReceipt receipt, WriteTicket ticket, long lengthBytes, Crc32c sent) {
        boolean right = receipt.chunkId().equals(ticket.chunkId())
                && receipt.lengthBytes() == lengthBytes
                && receipt.crc32c().equals(sent);
        return right
                ? new Delivery.Received(receipt)
                : new Delivery.Failed(
                        receipt.nodeId(),
                        ErrorCode.CHECKSUM_MISMATCH,
                        "a node stored %d bytes with checksum %s; %d with %s were sent"
                                .formatted(receipt.lengthBytes(), receipt.crc32c(), lengthBytes, sent));
    }
}
