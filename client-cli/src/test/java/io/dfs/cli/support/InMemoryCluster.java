package io.dfs.cli.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import io.dfs.common.id.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A metadata service and storage nodes behind one HTTP server of this process. */
public final class InMemoryCluster implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<InMemoryNode> nodes = new ArrayList<>();
    private final InMemoryMetadata metadata;
    private final AtomicInteger expiredTickets = new AtomicInteger();

    public InMemoryCluster(int nodeCount) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 1; i <= nodeCount; i++) {
            String name = "node-" + i;
            NodeAddress address =
                    new NodeAddress(new NodeId(UUID.randomUUID()), name, "zone-" + i, endpoint() + "/" + name);
            nodes.add(new InMemoryNode(this, address, closed));
        }
        metadata = new InMemoryMetadata(nodes);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public InMemoryMetadata metadata() {
        return metadata;
    }

    public List<InMemoryNode> nodes() {
        return nodes;
    }

    public InMemoryNode node(int number) {
        return nodes.get(number - 1);
    }

    /** Chunks stored by all nodes since the beginning. */
    public int writes() {
        return nodes.stream().mapToInt(InMemoryNode::writes).sum();
    }

    /** The next {@code times} writes are told that their ticket is too old. */
    public void expireTickets(int times) {
        expiredTickets.set(times);
    }

    void requireTicket(HttpExchange exchange) throws IOException {
        if (expiredTickets.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getRequestBody().readAllBytes();
            throw new DfsException(ErrorCode.TICKET_EXPIRED, "the ticket is too old");
        }
        nodesOfTicket(exchange);
    }

    /** The ticket's token is the names of its nodes. */
    List<InMemoryNode> nodesOfTicket(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        List<String> names = List.of(token.substring("Bearer ".length()).split(","));
        return nodes.stream()
                .filter(node -> names.contains(node.address().name()))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/api/v1/")) {
                metadata.handle(exchange, path.substring("/api/v1/".length()));
                return;
            }
            for (InMemoryNode node : nodes) {
                String prefix = "/" + node.address().name() + "/chunks/";
                if (path.startsWith(prefix)) {
                    node.handle(exchange, path.substring(prefix.length()));
                    return;
                }
            }
            throw new DfsException(ErrorCode.NO_SUCH_ENDPOINT, path);
        } catch (DfsException e) {
            Problem problem = Problem.of(e.code(), String.valueOf(e.getMessage()), "r-1", e.rejections());
            answer(exchange, e.code().httpStatus(), problem);
        } catch (IOException e) {
            exchange.close();
            throw e;
        }
    }

    static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] json = Json.write(body);
        exchange.getResponseHeaders().set("Content-Type", status == 200 ? "application/json" : Problem.MEDIA_TYPE);
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
