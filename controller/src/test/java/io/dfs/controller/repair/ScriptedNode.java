package io.dfs.controller.repair;

import com.sun.net.httpserver.HttpServer;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A storage node over real HTTP that makes every copy it is asked for, or fails with a chosen code. */
final class ScriptedNode implements AutoCloseable {

    final AtomicInteger copies = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final Set<String> requestIds = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final HttpServer server;
    private volatile @Nullable ErrorCode failure;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    ScriptedNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/chunks/", exchange -> {
            try (exchange) {
                mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                copies.incrementAndGet();
                requestIds.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Request-Id")));
                String id = exchange.getRequestURI().getPath().split("/")[2];
                hanging.await();
                ErrorCode code = failure;
                byte[] answer = code == null
                        ? Json.write(receipt(ChunkId.valueOf(id)))
                        : Json.write(Problem.of(code, "scripted", null, List.of()));
                underWay.decrementAndGet();
                exchange.sendResponseHeaders(code == null ? 200 : code.httpStatus(), answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Gives no answer from now on. */
    void hang() {
        hanging = new CountDownLatch(1);
    }

    void failWith(ErrorCode code) {
        failure = code;
    }

    NodeAddress address() {
        return new NodeAddress(
                NodeId.random(),
                "target",
                "z",
                "http://localhost:" + server.getAddress().getPort());
    }

    private static WriteResult receipt(ChunkId id) {
        return new WriteResult(List.of(new NodeReceipt(id, NodeId.random(), 0, Crc32c.EMPTY, "receipt")), List.of());
    }

    @Override
    public void close() {
        hanging.countDown();
        server.stop(0);
    }
}
