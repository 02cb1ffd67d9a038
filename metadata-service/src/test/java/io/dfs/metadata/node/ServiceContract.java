package io.dfs.metadata.node;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.HttpAccessApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.HttpOperationsApi;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.TestHeartbeats;
import io.dfs.metadata.support.TestTokens;
import io.dfs.metadata.time.DatabaseClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The running service over HTTP, and a hand in its database to set the scene. */
public abstract class ServiceContract {

    protected static final long GIB = 1L << 30;

    private static final CloseableHttpClient HTTP =
            HttpClients.create(Duration.ofSeconds(5), Duration.ofSeconds(30), 32);

    @LocalServerPort
    private int port;

    @Autowired
    protected TokenSigner tokens;

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected DatabaseClock databaseClock;

    @Autowired
    protected TransactionTemplate transactions;

    @Autowired
    private Listening listening;

    /** As the program of the cluster whose call it is, the node that is named or a controller, and as an admin else. */
    protected MetadataApi api;

    /** As an admin, also where only programs may. */
    protected MetadataApi admin;

    /** As a person who looks after it. */
    protected OperationsApi operations;

    @BeforeEach
    void connect() {
        admin = apiWith(() -> TestTokens.ADMIN);
        api = TestTokens.each(admin, TestPrograms.of(tokens, this::apiWith));
        operations = operationsAs(TestTokens.ADMIN);
        Instant now = databaseClock.instant();
        // First, because the service was paused since another class's tests, and must not find that out in the middle.
        listening.tick(now);
        listening.begin(now.minus(Duration.ofDays(1)));
    }

    protected MetadataApi apiWith(Supplier<String> token) {
        return new HttpMetadataApi(HTTP, URI.create("http://localhost:" + port), Retry.NEVER, token);
    }

    protected OperationsApi operationsAs(String token) {
        return new HttpOperationsApi(HTTP, URI.create("http://localhost:" + port), Retry.NEVER, () -> token);
    }

    /** As the first admin. */
    protected AccessApi access() {
        return accessAs(TestTokens.ADMIN);
    }

    protected AccessApi accessAs(String token) {
        return new HttpAccessApi(
                HTTP, new MetadataEndpoints(List.of(URI.create("http://localhost:" + port))), Retry.NEVER, () -> token);
    }

    /** As anybody whose requests come through a gateway that reaches the nodes at {@code nodeGateway}. */
    protected MetadataApi behindGateway(String nodeGateway) {
        CloseableHttpClient gateway = HttpClientBuilder.create()
                .addRequestInterceptorLast((request, _, _) -> request.setHeader(DfsHeaders.NODE_GATEWAY, nodeGateway))
                .build();
        return new HttpMetadataApi(
                gateway, URI.create("http://localhost:" + port), Retry.NEVER, () -> TestTokens.ADMIN);
    }

    protected NodeId register(String name, String zone) {
        return register(name, zone, 100 * GIB);
    }

    protected NodeId register(String name, String zone, long freeBytes) {
        NodeId id = NodeId.random();
        api.register(registration(id, name, zone, freeBytes));
        return id;
    }

    protected static NodeRegistration registration(NodeId id, String name, String zone, long freeBytes) {
        String url = "http://" + name + ".example:7071";
        return new NodeRegistration(
                id,
                name,
                null,
                url,
                zone,
                "1.0",
                new NodeSpace(1000 * GIB, 0, freeBytes),
                TestPrograms.key(id).publicKey(),
                null);
    }

    protected static Heartbeat heartbeat(long epoch) {
        return TestHeartbeats.of(
                epoch, Instant.now(), new NodeSpace(1000 * GIB, GIB, 99 * GIB), 0, 3, List.of("/data/b"), 0);
    }

    /** As if every node had told what it holds; {@link #register} leaves that open. */
    protected void allHaveReported() {
        update("UPDATE node SET reported_at = CURRENT_TIMESTAMP(6)");
    }

    /** As if nothing had been heard of the node for so long. */
    protected void silence(NodeId node, Duration duration) {
        update(
                "UPDATE node SET last_heartbeat_at = ? WHERE id = ?",
                SqlValues.time(databaseClock.instant().minus(duration)),
                bytes(node.value()));
    }

    protected void kill(NodeId node) {
        silence(node, Duration.ofHours(1));
    }

    protected void revive(NodeId node) {
        silence(node, Duration.ZERO);
    }

    protected void startOfListening(Instant since) {
        listening.begin(since);
    }

    protected void adminState(NodeId node, String state) {
        update("UPDATE node SET admin_state = ? WHERE id = ?", state, bytes(node.value()));
    }

    /** A chunk of 1000 bytes that a file uses. */
    protected ChunkId chunk(int replicationFactor, NodeId... holders) {
        ChunkId chunk = unreferencedChunk(replicationFactor, holders);
        UUID file = Ids.next();
        update(
                "INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at) VALUES (?, ?, ?, 'FILE', ?, ?)",
                bytes(file),
                new byte[16],
                file.toString().getBytes(StandardCharsets.UTF_8),
                SqlValues.time(Instant.now()),
                SqlValues.time(Instant.now()));
        update(
                "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                        + " VALUES (?, 0, ?, 0, 1000, 7)",
                bytes(file),
                bytes(chunk.value()));
        return chunk;
    }

    protected ChunkId unreferencedChunk(int replicationFactor, NodeId... holders) {
        ChunkId chunk = ChunkId.random();
        update(
                "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at) VALUES (?, 1000, 7, ?, ?)",
                bytes(chunk.value()),
                replicationFactor,
                SqlValues.time(Instant.now()));
        for (NodeId holder : holders) {
            replica(chunk, holder, ReplicaState.GOOD);
        }
        return chunk;
    }

    /** A file in the root directory that is what its extents are: one on each of the chunks, all of it. */
    protected UUID wholeFile(String name, int replicationFactor, ChunkId... chunks) {
        UUID file = Ids.next();
        Crc32c crc32c = Crc32c.EMPTY;
        for (ChunkId _ : chunks) {
            crc32c = crc32c.append(new Crc32c(7), 1000);
        }
        update(
                "INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor, chunk_size_bytes,"
                        + " version, created_at, modified_at)"
                        + " VALUES (?, ?, ?, 'FILE', ?, ?, ?, 1048576, 1, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(file),
                new byte[16],
                name.getBytes(StandardCharsets.UTF_8),
                1000L * chunks.length,
                crc32c.unsigned(),
                replicationFactor);
        for (int position = 0; position < chunks.length; position++) {
            update(
                    "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                            + " VALUES (?, ?, ?, 0, 1000, 7)",
                    bytes(file),
                    position,
                    bytes(chunks[position].value()));
        }
        return file;
    }

    protected void replica(ChunkId chunk, NodeId holder, ReplicaState state) {
        update(
                "INSERT INTO replica (chunk_id, node_id, state, verified_at) VALUES (?, ?, ?, ?)"
                        + " ON DUPLICATE KEY UPDATE state = VALUES(state)",
                bytes(chunk.value()),
                bytes(holder.value()),
                state.name(),
                SqlValues.time(Instant.parse("2026-01-01T00:00:00Z")));
    }

    protected Map<NodeId, ReplicaState> replicas(ChunkId chunk) {
        Map<NodeId, ReplicaState> states = new HashMap<>();
        jdbc.sql("SELECT node_id, state FROM replica WHERE chunk_id = ?")
                .param(bytes(chunk.value()))
                .query(row -> {
                    states.put(new NodeId(SqlValues.uuid(row.getBytes(1))), ReplicaState.valueOf(row.getString(2)));
                });
        return states;
    }

    protected Instant verifiedAt(ChunkId chunk, NodeId holder) {
        return jdbc.sql("SELECT verified_at FROM replica WHERE chunk_id = ? AND node_id = ?")
                .params(bytes(chunk.value()), bytes(holder.value()))
                .query((row, _) -> SqlValues.instant(row, "verified_at"))
                .single();
    }

    /** The chunks that have a work item, each with its priority and reason. */
    protected Map<ChunkId, String> work() {
        Map<ChunkId, String> work = new HashMap<>();
        jdbc.sql("SELECT chunk_id, priority, reason FROM work").query(row -> {
            work.put(new ChunkId(SqlValues.uuid(row.getBytes(1))), row.getInt(2) + " " + row.getString(3));
        });
        return work;
    }

    protected void update(String sql, Object... parameters) {
        transactions.executeWithoutResult(_ -> jdbc.sql(sql).params(parameters).update());
    }

    /** Gives the directory this access list, by principal and role, past the rules. */
    protected void restrict(String directory, Map<String, String> grants) {
        byte[] id = new byte[16];
        for (String name : FilePath.valueOf(directory).names()) {
            id = jdbc.sql("SELECT id FROM entry WHERE parent_id = ? AND name = ?")
                    .params(id, name.getBytes(StandardCharsets.UTF_8))
                    .query(byte[].class)
                    .single();
        }
        update("UPDATE entry SET restricted = TRUE WHERE id = ?", (Object) id);
        for (Map.Entry<String, String> grant : grants.entrySet()) {
            update(
                    "INSERT INTO tree_grant (directory_id, principal, role) VALUES (?, ?, ?)",
                    id,
                    grant.getKey().getBytes(StandardCharsets.UTF_8),
                    grant.getValue());
        }
    }

    /** Where the service under test listens. */
    protected URI address() {
        return URI.create("http://localhost:" + port);
    }

    protected static byte[] bytes(UUID id) {
        return SqlValues.bytes(id);
    }

    protected static DfsException refusal(ErrorCode code, ThrowingCallable call) {
        DfsException refusal = Assertions.catchThrowableOfType(DfsException.class, call);
        Assertions.assertThat(refusal).as("refused").isNotNull();
        Assertions.assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }

    protected static <T> List<T> atOnce(int times, Callable<T> call) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = threads.invokeAll(Collections.nCopies(times, call));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
