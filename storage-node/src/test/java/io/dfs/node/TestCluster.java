package io.dfs.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.ChunkReportReply;
import io.dfs.common.api.ChunkReportStart;
import io.dfs.common.api.DiskVerdict;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.Operation;
import io.dfs.common.token.ServiceCaller;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A metadata service that answers nodes over real HTTP, remembers what they say, and hands out tickets. */
public final class TestCluster implements AutoCloseable {

    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    public final ClusterId id = ClusterId.random();

    /** May be exchanged while nodes run. */
    public volatile List<ClusterSecret> secrets = List.of(new ClusterSecret(SECRET));

    public final TokenSigner signer = new TokenSigner(() -> secrets, Clock.systemUTC());

    /** Who called last, as its token says. */
    public volatile @Nullable ServiceCaller lastCaller;

    public final AtomicInteger refusedTokens = new AtomicInteger();
    public final List<NodeRegistration> registrations = new CopyOnWriteArrayList<>();
    public final Map<NodeId, Heartbeat> heartbeats = new ConcurrentHashMap<>();
    public final Map<ChunkId, ReplicaVerification> verifications = new ConcurrentHashMap<>();
    public final List<ChunkId> toVerify = new CopyOnWriteArrayList<>();

    public final List<RemovalCommand> toRemove = new CopyOnWriteArrayList<>();
    public final List<RemovalResult> removals = new CopyOnWriteArrayList<>();
    public final List<ChunkReportPage> reportPages = new CopyOnWriteArrayList<>();
    public final List<NodeId> departures = new CopyOnWriteArrayList<>();
    public final AtomicInteger reportsStarted = new AtomicInteger();
    public final AtomicInteger verificationCalls = new AtomicInteger();

    public volatile long metadataEpoch = 1;
    public volatile boolean chunkReportWanted;

    /** Reports of chunks fail from the page with this number on. */
    public volatile int failingPage = Integer.MAX_VALUE;

    /** If set, outcomes of removals are refused with it. */
    public volatile @Nullable ErrorCode outcomesRefusal;

    /** If set, every request is refused with it. */
    public volatile @Nullable ErrorCode refusal;

    /** If set, heartbeats are refused with it, once. */
    public volatile @Nullable ErrorCode heartbeatRefusal;

    /** A list with a finding of this kind is refused as a whole, as by a service that does not know it. */
    public volatile @Nullable Finding unknownFinding;

    /** If set, findings are refused with it. */
    public volatile @Nullable ErrorCode findingsRefusal;

    /** The verdicts on empty disks; null as from a service of an older version. */
    public volatile @Nullable List<DiskVerdict> verdicts;

    private final AtomicLong epoch = new AtomicLong();
    private final HttpServer server;

    public TestCluster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/nodes", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            try {
                lastCaller = caller(exchange);
                send(exchange, 200, answer(exchange.getRequestURI().getPath(), body));
            } catch (DfsException e) {
                send(exchange, e.code().httpStatus(), Problem.of(e.code(), e.getMessage(), null, List.of()));
            }
        }
    }

    private ServiceCaller caller(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        try {
            return signer.verifyServiceToken(token.substring("Bearer ".length()));
        } catch (DfsException e) {
            refusedTokens.incrementAndGet();
            throw e;
        }
    }

    private @Nullable Object answer(String path, byte[] body) {
        if (refusal != null) {
            throw new DfsException(refusal, "refused for a test");
        }
        if (path.endsWith("/heartbeats")) {
            return heartbeat(NodeId.valueOf(path.split("/")[4]), Json.read(body, Heartbeat.class));
        }
        if (path.endsWith("/departure")) {
            departures.add(NodeId.valueOf(path.split("/")[4]));
            return null;
        }
        if (path.endsWith("/removals")) {
            return takeOutcomes(Json.read(body, RemovalResult[].class));
        }
        if (path.endsWith("/chunk-reports")) {
            reportsStarted.incrementAndGet();
            return new ChunkReportStart(UUID.randomUUID(), Clock.systemUTC().instant());
        }
        if (path.endsWith("/pages")) {
            if (reportPages.size() >= failingPage) {
                throw new DfsException(ErrorCode.DATABASE_UNAVAILABLE, "a page refused for a test");
            }
            reportPages.add(Json.read(body, ChunkReportPage.class));
            return new ChunkReportReply(1, 2, 3);
        }
        if (path.endsWith("/verifications")) {
            verificationCalls.incrementAndGet();
            if (findingsRefusal != null) {
                throw new DfsException(findingsRefusal, "findings refused for a test");
            }
            for (ReplicaVerification finding : Json.read(body, ReplicaVerification[].class)) {
                if (finding.finding() == unknownFinding) {
                    throw new DfsException(ErrorCode.INVALID_REQUEST, "no such finding");
                }
            }
            for (ReplicaVerification finding : Json.read(body, ReplicaVerification[].class)) {
                verifications.put(finding.chunkId(), finding);
                toVerify.remove(finding.chunkId());
            }
            return null;
        }
        registrations.add(Json.read(body, NodeRegistration.class));
        return new NodeRegistered(id, epoch.incrementAndGet(), 50, verdicts, null);
    }

    private @Nullable Object takeOutcomes(RemovalResult[] outcomes) {
        if (outcomesRefusal != null) {
            throw new DfsException(outcomesRefusal, "outcomes refused for a test");
        }
        for (RemovalResult outcome : outcomes) {
            removals.add(outcome);
            toRemove.removeIf(command -> command.removalId().equals(outcome.removalId()));
        }
        return null;
    }

    private HeartbeatReply heartbeat(NodeId nodeId, Heartbeat heartbeat) {
        ErrorCode once = heartbeatRefusal;
        if (once != null) {
            heartbeatRefusal = null;
            throw new DfsException(once, "refused once for a test");
        }
        heartbeats.put(nodeId, heartbeat);
        return new HeartbeatReply(metadataEpoch, List.copyOf(toVerify), List.copyOf(toRemove), chunkReportWanted);
    }

    private static void send(HttpExchange exchange, int status, @Nullable Object answer) throws IOException {
        byte[] json = answer == null ? new byte[0] : Json.write(answer);
        exchange.sendResponseHeaders(status, json.length == 0 ? -1 : json.length);
        exchange.getResponseBody().write(json);
    }

    public String writeTicket(ChunkId chunkId, long maxLengthBytes, NodeAddress... nodes) {
        return ticket(Operation.WRITE, chunkId, maxLengthBytes, List.of(nodes), null);
    }

    public String readTicket(ChunkId chunkId, NodeAddress... nodes) {
        return ticket(Operation.READ, chunkId, 0, List.of(nodes), null);
    }

    /** A ticket as a node has it that copies the chunk from there: it also permits to learn the chunk's origin. */
    public String ticketOfACopier(ChunkId chunkId, long lengthBytes, NodeAddress source) {
        return copyTicket(
                chunkId, lengthBytes, source, new NodeAddress(NodeId.random(), "n9", "z", "http://localhost:1"));
    }

    public String copyTicket(ChunkId chunkId, long lengthBytes, NodeAddress source, NodeAddress target) {
        return ticket(Operation.COPY, chunkId, lengthBytes, List.of(target), source);
    }

    private String ticket(
            Operation operation,
            ChunkId chunkId,
            long maxLengthBytes,
            List<NodeAddress> nodes,
            @Nullable NodeAddress source) {
        return signer.sign(new Ticket(
                id,
                operation,
                chunkId,
                maxLengthBytes,
                nodes,
                source,
                Clock.systemUTC().instant().plus(Duration.ofHours(1)),
                null));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
