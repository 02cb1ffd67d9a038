package io.dfs.cli.support;

import com.sun.net.httpserver.HttpExchange;
import io.dfs.common.api.ChunkChecksums;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeFailure;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.BlockChecksummer;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A storage node that keeps its chunks in a map and misbehaves on demand. */
public final class InMemoryNode {

    private final InMemoryCluster cluster;
    private final NodeAddress address;
    private final Map<ChunkId, byte[]> chunks = new ConcurrentHashMap<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch closed;
    private volatile NodeFault fault = NodeFault.NONE;
    private volatile int faultsLeft = Integer.MAX_VALUE;
    private volatile int healthyFirst;
    private volatile Runnable onWrite = () -> {};

    InMemoryNode(InMemoryCluster cluster, NodeAddress address, CountDownLatch closed) {
        this.cluster = cluster;
        this.address = address;
        this.closed = closed;
    }

    public NodeAddress address() {
        return address;
    }

    public Map<ChunkId, byte[]> chunks() {
        return chunks;
    }

    /** Chunks that were stored. */
    public int writes() {
        return writes.get();
    }

    /** Requests for bytes that came. */
    public int reads() {
        return reads.get();
    }

    public void fail(NodeFault with) {
        fail(with, Integer.MAX_VALUE);
    }

    /** After so many more requests have gone well. */
    public void failAfter(int requests, NodeFault with) {
        healthyFirst = requests;
        fail(with);
    }

    /** Runs when a chunk's bytes have come. */
    public void onWrite(Runnable action) {
        onWrite = action;
    }

    /** The next {@code times} requests only. */
    public void fail(NodeFault with, int times) {
        fault = with;
        faultsLeft = times;
    }

    private synchronized NodeFault nextFault() {
        if (fault == NodeFault.NONE || faultsLeft == 0) {
            return NodeFault.NONE;
        }
        if (healthyFirst > 0) {
            healthyFirst--;
            return NodeFault.NONE;
        }
        faultsLeft--;
        return fault;
    }

    private volatile int permittedFrom;
    private volatile int permittedTo = Integer.MAX_VALUE;

    /** @param rest the path after {@code /chunks/} */
    void handle(HttpExchange exchange, String rest) throws IOException {
        String[] parts = rest.split("/");
        ChunkId chunkId = ChunkId.valueOf(parts[0]);
        if (exchange.getRequestMethod().equals("PUT")) {
            write(exchange, chunkId);
        } else if (parts.length > 1) {
            checksums(exchange, chunkId);
        } else {
            read(exchange, chunkId);
        }
    }

    private void write(HttpExchange exchange, ChunkId chunkId) throws IOException {
        cluster.requireTicket(exchange);
        NodeFault now = nextFault();
        InputStream body = exchange.getRequestBody();
        switch (now) {
            case FULL -> {
                body.readAllBytes();
                throw new DfsException(ErrorCode.NO_SPACE, address.name() + " is full");
            }
            case REFUSES -> {
                body.readAllBytes();
                throw new DfsException(ErrorCode.CHUNK_CONFLICT, address.name() + " refuses");
            }
            case BREAKS_OFF -> {
                body.readNBytes(10);
                throw new IOException("the node breaks off");
            }
            case HANGS -> hang();
            case TRICKLES -> store(exchange, chunkId, trickleIn(body), now);
            default -> store(exchange, chunkId, body.readAllBytes(), now);
        }
    }

    private void store(HttpExchange exchange, ChunkId chunkId, byte[] bytes, NodeFault now) throws IOException {
        onWrite.run();
        if (now == NodeFault.STORES_WRONG_BYTES && bytes.length > 0) {
            bytes[0] ^= 1;
        }
        List<NodeReceipt> receipts = new ArrayList<>(List.of(keep(chunkId, bytes)));
        List<NodeFailure> failures = new ArrayList<>();
        if ("relay=true".equals(exchange.getRequestURI().getQuery())) {
            for (InMemoryNode other : cluster.nodesOfTicket(exchange)) {
                if (other != this) {
                    other.relayed(chunkId, bytes, receipts, failures);
                }
            }
        }
        InMemoryCluster.answer(exchange, 200, new WriteResult(receipts, failures));
    }

    private void relayed(ChunkId chunkId, byte[] bytes, List<NodeReceipt> receipts, List<NodeFailure> failures) {
        if (nextFault() == NodeFault.NONE) {
            receipts.add(keep(chunkId, bytes));
        } else {
            failures.add(new NodeFailure(address.id(), ErrorCode.UNAVAILABLE, address.name() + " is out of reach"));
        }
    }

    private NodeReceipt keep(ChunkId chunkId, byte[] bytes) {
        chunks.put(chunkId, bytes);
        writes.incrementAndGet();
        return new NodeReceipt(
                chunkId,
                address.id(),
                bytes.length,
                Crc32c.of(bytes),
                "receipt %s %s".formatted(chunkId, address.id()));
    }

    private void read(HttpExchange exchange, ChunkId chunkId) throws IOException {
        reads.incrementAndGet();
        byte[] bytes = chunk(chunkId);
        NodeFault now = nextFault();
        switch (now) {
            case SAYS_CORRUPT ->
                throw new DfsException(ErrorCode.CHUNK_CORRUPT, "chunk %s is damaged".formatted(chunkId));
            case HAS_LOST_IT -> throw lost(chunkId);
            case HANGS -> hang();
            case REFUSES -> throw new DfsException(ErrorCode.NODE_BUSY, address.name() + " is busy");
            case FULL, STORES_WRONG_BYTES, NONE, SERVES_WRONG_BYTES, BREAKS_OFF, TRICKLES -> send(exchange, bytes, now);
        }
    }

    private void send(HttpExchange exchange, byte[] bytes, NodeFault now) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        int to = bytes.length;
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-");
            from = Integer.parseInt(ends[0]);
            to = Integer.parseInt(ends[1]) + 1;
        }
        requirePermitted(from, to);
        byte[] sent = Arrays.copyOfRange(bytes, from, to);
        if (now == NodeFault.SERVES_WRONG_BYTES) {
            sent[0] ^= 1;
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, sent.length);
        if (now == NodeFault.BREAKS_OFF) {
            exchange.getResponseBody().write(sent, 0, sent.length / 2);
            exchange.getResponseBody().flush();
            throw new IOException("the node breaks off");
        }
        if (now == NodeFault.TRICKLES) {
            trickleOut(sent, exchange.getResponseBody());
        } else {
            exchange.getResponseBody().write(sent);
        }
        exchange.close();
    }

    private byte[] trickleIn(InputStream body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] some = body.readNBytes(1024); some.length > 0; some = body.readNBytes(1024)) {
            all.writeBytes(some);
            rest();
        }
        return all.toByteArray();
    }

    private void trickleOut(byte[] bytes, OutputStream out) throws IOException {
        for (int from = 0; from < bytes.length; from += 1024) {
            rest();
            out.write(bytes, from, Math.min(1024, bytes.length - from));
            out.flush();
        }
    }

    private void rest() throws IOException {
        try {
            if (closed.await(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("the node trickled until the end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** As if all tickets were for these bytes of their chunks only. */
    public void permitReads(int from, int to) {
        permittedFrom = from;
        permittedTo = to;
    }

    private void requirePermitted(int from, int to) {
        if (from < permittedFrom || to > permittedTo) {
            throw new DfsException(
                    ErrorCode.TICKET_INVALID,
                    "the ticket permits %d to %d, not %d to %d".formatted(permittedFrom, permittedTo, from, to));
        }
    }

    private void checksums(HttpExchange exchange, ChunkId chunkId) throws IOException {
        byte[] bytes = chunk(chunkId);
        requirePermitted(0, bytes.length);
        BlockChecksummer summer = new BlockChecksummer();
        summer.update(bytes, 0, bytes.length);
        BlockChecksums sums = summer.finish();
        InMemoryCluster.answer(
                exchange,
                200,
                new ChunkChecksums(
                        chunkId,
                        bytes.length,
                        sums.whole(),
                        BlockChecksums.BLOCK_SIZE_BYTES,
                        IntStream.range(0, sums.blocks().length)
                                .mapToObj(sums::block)
                                .toList()));
    }

    private byte[] chunk(ChunkId chunkId) {
        byte[] bytes = chunks.get(chunkId);
        if (bytes == null) {
            throw lost(chunkId);
        }
        return bytes;
    }

    private DfsException lost(ChunkId chunkId) {
        return new DfsException(ErrorCode.CHUNK_NOT_FOUND, "%s has no chunk %s".formatted(address.name(), chunkId));
    }

    private void hang() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the node hung until the end");
    }
}
