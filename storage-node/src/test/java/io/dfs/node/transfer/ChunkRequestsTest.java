package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ChunkChecksums;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.Json;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ByteSpan;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.RawHttp;
import io.dfs.node.TestCluster;
import io.dfs.node.TestNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real node on a real port, and everything that can be asked of it, well or badly. */
class ChunkRequestsTest {

    private static final int BLOCK = 64 * 1024;

    @TempDir
    private static Path root;

    private static TestCluster cluster;
    private static TestNode node;
    private static NodeAddress address;
    private static CloseableHttpClient pool;
    private static StorageNodeClient client;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ChunkId chunkId = ChunkId.random();

    @BeforeAll
    static void startNode() throws IOException {
        cluster = new TestCluster();
        node = TestNode.start(cluster, root.resolve("node-1"), "--dfs.node.capacity=64MiB");
        address = node.address();
        pool = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(20), 8);
        client = new StorageNodeClient(pool);
    }

    @AfterAll
    static void stopNode() throws IOException {
        pool.close();
        node.close();
        cluster.close();
    }

    // Helpers

    private WriteResult write(byte[] bytes) {
        return client.write(
                address,
                chunkId,
                cluster.writeTicket(chunkId, bytes.length, address),
                bytes.length,
                out -> out.write(bytes),
                false,
                "/a%20b/c.txt#0");
    }

    private byte[] read() {
        return client.readAll(address, chunkId, cluster.readTicket(chunkId, address), (in, _) -> in.readAllBytes());
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.url() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String range) throws Exception {
        return send(request("/chunks/" + chunkId, cluster.readTicket(chunkId, address))
                .header("Range", range));
    }

    private static HttpRequest.BodyPublisher body(byte[] bytes) {
        return HttpRequest.BodyPublishers.ofByteArray(bytes);
    }

    private static void assertProblem(HttpResponse<byte[]> response, ErrorCode code) {
        assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
        assertProblem(response.statusCode(), response.body(), code);
        Problem problem = Json.read(response.body(), Problem.class);
        assertThat(response.headers().firstValue("X-Request-Id")).hasValue(problem.requestId());
    }

    private static void assertProblem(int status, byte[] body, ErrorCode code) {
        Problem problem = Json.read(body, Problem.class);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.status()).isEqualTo(code.httpStatus());
        assertThat(status).isEqualTo(code.httpStatus());
        assertThat(problem.detail()).isNotBlank();
    }

    private void assertNothingStored() {
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, this::read);
        assertThat(node.filesIn("tmp")).isEmpty();
    }

    private void flipByte(int position) throws IOException {
        Path file = node.filesIn("chunks").stream()
                .filter(path -> path.toString().contains(chunkId.toString()))
                .findFirst()
                .orElseThrow();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            int old = raw.read();
            raw.seek(position);
            raw.write(old ^ 1);
        }
    }

    // Writing

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK - 1, 4 * BLOCK, 4 * BLOCK + 1, 3_000_000})
    void readsBackWhatWasWritten(int length) {
        byte[] bytes = bytes(length, length);

        WriteResult result = write(bytes);

        assertThat(result.failures()).isEmpty();
        assertThat(result.receipts()).singleElement().satisfies(receipt -> {
            assertThat(receipt.nodeId()).isEqualTo(address.id());
            assertThat(receipt.lengthBytes()).isEqualTo(length);
            assertThat(receipt.crc32c()).isEqualTo(Crc32c.of(bytes));
        });
        assertThat(read()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("I-2 the receipt is signed and says what the node holds")
    void theReceiptIsSigned() {
        byte[] bytes = bytes(100, 1);

        NodeReceipt receipt = write(bytes).receipts().getFirst();

        Receipt signed = cluster.signer.verifyReceipt(receipt.token());
        assertThat(signed)
                .returns(cluster.id, Receipt::clusterId)
                .returns(chunkId, Receipt::chunkId)
                .returns(address.id(), Receipt::nodeId)
                .returns(100L, Receipt::lengthBytes)
                .returns(Crc32c.of(bytes), Receipt::crc32c);
    }

    @Test
    @DisplayName("I-8 the same write again gives a receipt for the same")
    void theSameWriteAgainGivesAReceiptForTheSame() {
        byte[] bytes = bytes(BLOCK + 1, 1);
        NodeReceipt first = write(bytes).receipts().getFirst();

        NodeReceipt second = write(bytes).receipts().getFirst();

        assertThat(second).usingRecursiveComparison().ignoringFields("token").isEqualTo(first);
        assertThat(cluster.signer.verifyReceipt(second.token()).crc32c()).isEqualTo(first.crc32c());
    }

    @Test
    @DisplayName("I-4 other content under a known id is refused and the old stays")
    void otherContentUnderAKnownIdIsRefused() {
        byte[] old = bytes(100, 1);
        write(old);

        assertRefused(ErrorCode.CHUNK_CONFLICT, () -> write(bytes(100, 2)));

        assertThat(read()).isEqualTo(old);
    }

    @Test
    void refusesAnUploadWithoutALength() throws Exception {
        byte[] answer;
        try (RawHttp raw = new RawHttp(node.port())) {
            answer = raw.say(
                            "PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nTransfer-Encoding: chunked\nConnection: close\n\n5\nhello\n0\n\n"
                                    .formatted(chunkId, cluster.writeTicket(chunkId, 100, address)))
                    .readAll();
        }

        assertThat(new String(answer, StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 411 ")
                .contains(ErrorCode.LENGTH_REQUIRED.name());
        assertNothingStored();
    }

    @Test
    @DisplayName("I-1 a body cut off in the middle leaves nothing")
    void aBodyCutOffInTheMiddleLeavesNothing() throws Exception {
        try (RawHttp raw = new RawHttp(node.port())) {
            raw.say("PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 1000000\n\n"
                            .formatted(chunkId, cluster.writeTicket(chunkId, 1_000_000, address)))
                    .send(bytes(400_000, 1))
                    .endSending();
            assertThat(new String(raw.readAll(), StandardCharsets.UTF_8)).doesNotContain("HTTP/1.1 200");
        }

        assertNothingStored();
    }

    @Test
    void whatComesAfterTheDeclaredLengthIsNotPartOfTheChunk() throws Exception {
        byte[] declared = bytes(100, 1);
        try (RawHttp raw = new RawHttp(node.port())) {
            String answers = new String(
                    raw.say("PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 100\n\n"
                                    .formatted(chunkId, cluster.writeTicket(chunkId, 100, address)))
                            .send(declared)
                            .say("this is more than was declared\n\n")
                            .endSending()
                            .readAll(),
                    StandardCharsets.UTF_8);
            assertThat(answers).startsWith("HTTP/1.1 200").contains("HTTP/1.1 400");
        }

        assertThat(read()).isEqualTo(declared);
    }

    @Test
    @DisplayName("I-3 refuses bytes that are not the announced ones")
    void refusesBytesThatAreNotTheAnnouncedOnes() throws Exception {
        HttpResponse<byte[]> response = send(request("/chunks/" + chunkId, cluster.writeTicket(chunkId, 100, address))
                .header("Dfs-Crc32c", Crc32c.of(bytes(100, 2)).toString())
                .PUT(body(bytes(100, 1))));

        assertProblem(response, ErrorCode.CHECKSUM_MISMATCH);
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz", "0123456", "123456789", "", "0x123456"})
    void refusesAMalformedChecksum(String crc32c) throws Exception {
        HttpResponse<byte[]> response = send(request("/chunks/" + chunkId, cluster.writeTicket(chunkId, 100, address))
                .header("Dfs-Crc32c", crc32c)
                .PUT(body(bytes(100, 1))));

        assertProblem(response, ErrorCode.INVALID_REQUEST);
        assertNothingStored();
    }

    @Test
    void refusesMoreThanTheTicketPermitsBeforeItIsSent() throws Exception {
        try (RawHttp raw = new RawHttp(node.port())) {
            String head = raw.say(
                            "PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 101\nExpect: 100-continue\n\n"
                                    .formatted(chunkId, cluster.writeTicket(chunkId, 100, address)))
                    .readHead();
            assertThat(head).startsWith("HTTP/1.1 413 ");
        }

        assertNothingStored();
    }

    @Test
    void asksForTheBodyOnlyWhenItWillBeRead() throws Exception {
        try (RawHttp raw = new RawHttp(node.port())) {
            raw.say(
                    "PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: 5\nExpect: 100-continue\n\n"
                            .formatted(chunkId, cluster.writeTicket(chunkId, 100, address)));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(raw.send(bytes(5, 1)).readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @DisplayName("I-9 a chunk that would eat into the reserve gets a 507 with numbers, and reading continues")
    void refusesAChunkForWhichThereIsNoRoom() throws Exception {
        byte[] small = bytes(10, 1);
        write(small);
        try (RawHttp raw = new RawHttp(node.port())) {
            ChunkId large = ChunkId.random();
            long length = 64L << 20;
            String answer = new String(
                    raw.say(
                                    "PUT /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\nContent-Length: %d\nExpect: 100-continue\nConnection: close\n\n"
                                            .formatted(large, cluster.writeTicket(large, length, address), length))
                            .readAll(),
                    StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 507 ").contains("NO_SPACE", "bytes free");
        }
        assertThat(read()).isEqualTo(small);
    }

    @Test
    @DisplayName("I-8 what was stored is acknowledged, whatever the caller accepts")
    void answersJsonWhateverTheCallerAccepts() throws Exception {
        HttpResponse<byte[]> answer = send(request("/chunks/" + chunkId, cluster.writeTicket(chunkId, 10, address))
                .header("Accept", "text/html")
                .PUT(body(bytes(10, 1))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.read(answer.body(), WriteResult.class).receipts()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT /chunks/x?relay=% HTTP/1.1, , 400, INVALID_REQUEST",
        "GET / HTTP/9.9, , 505, INVALID_REQUEST",
        "POST / HTTP/1.1, Transfer-Encoding: x, 501, METHOD_NOT_ALLOWED",
    })
    void aRequestThatIsNoHttpIsTheCallersFault(String line, @Nullable String header, int status, String code)
            throws IOException {
        try (RawHttp raw = new RawHttp(node.port())) {
            String head = "%s\nHost: x\nConnection: close\n%s\n".formatted(line, header == null ? "" : header + "\n");

            String answer = new String(raw.say(head).endSending().readAll(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\"status\":" + status, code);
        }
    }

    @Test
    void keepsTheOriginAndGivesItToNodesOnly() throws Exception {
        write(bytes(10, 1));

        HttpResponse<byte[]> toNode =
                send(request("/chunks/" + chunkId, cluster.ticketOfACopier(chunkId, 10, address)));
        HttpResponse<byte[]> toReader = send(request("/chunks/" + chunkId, cluster.readTicket(chunkId, address)));

        assertThat(toNode.headers().firstValue("Dfs-Origin")).hasValue("/a%20b/c.txt#0");
        assertThat(toReader.statusCode()).isEqualTo(200);
        assertThat(toReader.headers().firstValue("Dfs-Origin")).isEmpty();
    }

    @Test
    void takesTheLongestOriginAndRefusesALongerOne() throws Exception {
        String longest = "x".repeat(16 * 1024);
        HttpRequest.Builder put = request("/chunks/" + chunkId, cluster.writeTicket(chunkId, 10, address))
                .PUT(body(bytes(10, 1)));

        assertThat(send(put.copy().header("Dfs-Origin", longest)).statusCode()).isEqualTo(200);
        assertThat(send(request("/chunks/" + chunkId, cluster.ticketOfACopier(chunkId, 10, address)))
                        .headers()
                        .firstValue("Dfs-Origin"))
                .hasValue(longest);
        assertProblem(send(put.copy().header("Dfs-Origin", longest + "x")), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void doesNotTakeABodyForAForm() throws Exception {
        byte[] form = "relay=true&a=b".getBytes(StandardCharsets.UTF_8);

        HttpResponse<byte[]> response = send(request("/chunks/" + chunkId, cluster.writeTicket(chunkId, 100, address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .PUT(body(form)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(read()).isEqualTo(form);
    }

    // Tickets

    private static Ticket ticketFor(Operation operation, ChunkId chunk) {
        return new Ticket(
                cluster.id,
                operation,
                chunk,
                100,
                List.of(address),
                operation == Operation.COPY ? address : null,
                Instant.now().plusSeconds(60),
                "ann");
    }

    static Stream<Arguments> badTickets() {
        return Stream.of(Operation.values()).flatMap(operation -> {
            ChunkId chunk = ChunkId.random();
            Ticket good = ticketFor(operation, chunk);
            NodeAddress stranger = new NodeAddress(NodeId.random(), "n9", "z", "http://localhost:1");
            TokenSigner forger = new TokenSigner(
                    List.of(new ClusterSecret("another secret, long enough for one")), Clock.systemUTC());
            Operation other = operation == Operation.READ ? Operation.WRITE : Operation.READ;
            return Stream.of(
                    bad("no ticket", operation, chunk, null, ErrorCode.TOKEN_REQUIRED),
                    bad("garbage", operation, chunk, "abc", ErrorCode.TICKET_INVALID),
                    bad("garbage with dots", operation, chunk, "a.b.c", ErrorCode.TICKET_INVALID),
                    bad("forged", operation, chunk, forger.sign(good), ErrorCode.TICKET_INVALID),
                    bad("a changed letter", operation, chunk, damaged(good), ErrorCode.TICKET_INVALID),
                    bad("a service token", operation, chunk, serviceToken(), ErrorCode.TICKET_INVALID),
                    bad("a receipt", operation, chunk, receipt(good), ErrorCode.TICKET_INVALID),
                    bad("alg none", operation, chunk, unsigned(good), ErrorCode.TICKET_INVALID),
                    bad("expired", operation, chunk, sign(expired(good)), ErrorCode.TICKET_EXPIRED),
                    bad("another chunk", operation, ChunkId.random(), sign(good), ErrorCode.TICKET_INVALID),
                    bad("another operation", operation, chunk, sign(ticketFor(other, chunk)), ErrorCode.TICKET_INVALID),
                    bad("another node", operation, chunk, sign(at(good, stranger)), ErrorCode.TICKET_INVALID),
                    bad("another cluster", operation, chunk, sign(foreign(good)), ErrorCode.WRONG_CLUSTER));
        });
    }

    private static Arguments bad(
            String name, Operation operation, ChunkId chunk, @Nullable String token, ErrorCode code) {
        return Arguments.of(name, operation, chunk, token, code);
    }

    private static String sign(Ticket ticket) {
        return cluster.signer.sign(ticket);
    }

    private static String serviceToken() {
        return cluster.signer.signServiceToken("someone");
    }

    private static String receipt(Ticket ticket) {
        return cluster.signer.sign(new Receipt(
                ticket.clusterId(), ticket.chunkId(), address.id(), 100, Crc32c.of(bytes(100, 1)), Instant.now()));
    }

    private static String unsigned(Ticket ticket) {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        return header + "." + sign(ticket).split("\\.")[1] + ".";
    }

    private static String damaged(Ticket ticket) {
        String token = sign(ticket);
        int middle = token.length() / 2;
        return token.substring(0, middle) + (token.charAt(middle) == 'A' ? 'B' : 'A') + token.substring(middle + 1);
    }

    private static Ticket expired(Ticket t) {
        Instant past = Instant.now().minus(TokenSigner.CLOCK_SKEW).minusSeconds(2);
        return new Ticket(
                t.clusterId(), t.operation(), t.chunkId(), t.maxLengthBytes(), t.nodes(), t.source(), past, null);
    }

    private static Ticket at(Ticket t, NodeAddress elsewhere) {
        return new Ticket(
                t.clusterId(),
                t.operation(),
                t.chunkId(),
                t.maxLengthBytes(),
                List.of(elsewhere),
                t.source(),
                t.expiresAt(),
                t.principal());
    }

    private static Ticket foreign(Ticket t) {
        return new Ticket(
                ClusterId.random(),
                t.operation(),
                t.chunkId(),
                t.maxLengthBytes(),
                t.nodes(),
                t.source(),
                t.expiresAt(),
                t.principal());
    }

    @ParameterizedTest(name = "{1} with {0}")
    @MethodSource("badTickets")
    void refusesABadTicket(String name, Operation operation, ChunkId chunk, @Nullable String token, ErrorCode code)
            throws Exception {
        String path = "/chunks/" + chunk;
        HttpResponse<byte[]> response = send(
                switch (operation) {
                    case WRITE -> request(path, token).PUT(body(bytes(10, 1)));
                    case READ -> request(path, token);
                    case COPY -> request(path + "/copies", token).POST(body(new byte[0]));
                });

        assertProblem(response, code);
    }

    @Test
    void aChunkLongerThanItsTicketPermitsIsRefusedBeforeAByteIsStored() throws Exception {
        String ticket = cluster.writeTicket(chunkId, 99, address);

        assertProblem(send(request("/chunks/" + chunkId, ticket).PUT(body(bytes(100, 1)))), ErrorCode.TOO_LARGE);

        assertThat(node.filesIn("tmp")).isEmpty();
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, this::read);
    }

    @Test
    void aWriteTicketThatIsUsedAgainChangesNothing() throws Exception {
        HttpRequest.Builder put = request("/chunks/" + chunkId, cluster.writeTicket(chunkId, 100, address));

        assertThat(send(put.copy().PUT(body(bytes(100, 1)))).statusCode()).isEqualTo(200);
        assertThat(send(put.copy().PUT(body(bytes(100, 1)))).statusCode()).isEqualTo(200);
        assertProblem(send(put.copy().PUT(body(bytes(100, 2)))), ErrorCode.CHUNK_CONFLICT);
        assertProblem(send(put.copy().PUT(body(bytes(99, 1)))), ErrorCode.CHUNK_CONFLICT);

        assertThat(read()).isEqualTo(bytes(100, 1));
    }

    // Reading

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=65535-65536, 65535, 2",
        "bytes=100-, 100, 199900",
        "bytes=-5, 199995, 5",
        "bytes=-1000000, 0, 200000",
        "bytes=199999-, 199999, 1",
        "bytes=199999-999999999999999999, 199999, 1",
        "bytes=0-, 0, 200000",
        "bytes= 5-6, 5, 2"
    })
    void servesOneRange(String range, int offset, int length) throws Exception {
        byte[] bytes = bytes(200_000, 1);
        write(bytes);

        HttpResponse<byte[]> response = get(range);

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
        assertThat(response.headers().firstValue("Content-Range"))
                .hasValue("bytes %d-%d/200000".formatted(offset, offset + length - 1));
        assertThat(response.headers().firstValue("Dfs-Crc32c"))
                .hasValue(Crc32c.of(bytes).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=1000-1001",
                "bytes=999999999999999999-",
                "bytes=-0",
                "bytes=1000-,2000-3000"
            })
    void refusesARangeBeyondTheChunkAndSaysHowLongItIs(String range) throws Exception {
        write(bytes(1000, 1));

        HttpResponse<byte[]> response = get(range);

        assertProblem(response, ErrorCode.RANGE_NOT_SATISFIABLE);
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lines=1-2",
                "bytes=-",
                "bytes=",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=0-1,5-6",
                "bytes=1000-,0-1",
                "bytes=0-1,x",
                "bytes=--1",
                "bytes=99999999999999999999999-",
                "bytes=0x1-2"
            })
    void ignoresSeveralRangesAndWhatIsNoRange(String range) throws Exception {
        write(bytes(1000, 1));

        HttpResponse<byte[]> response = get(range);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSize(1000);
        assertThat(response.headers().firstValue("Content-Range")).isEmpty();
    }

    @Test
    void anEmptyChunkHasNoRange() throws Exception {
        write(new byte[0]);

        HttpResponse<byte[]> response = get("bytes=0-");

        assertProblem(response, ErrorCode.RANGE_NOT_SATISFIABLE);
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */0");
        assertThat(read()).isEmpty();
    }

    @Test
    void resumesOnlyWhatIsOfThisChunk() throws Exception {
        write(bytes(1000, 1));
        String token = cluster.readTicket(chunkId, address);
        String entityTag = send(request("/chunks/" + chunkId, token))
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        HttpResponse<byte[]> same = send(request("/chunks/" + chunkId, token)
                .header("Range", "bytes=5-6")
                .header("If-Range", entityTag));
        HttpResponse<byte[]> other = send(request("/chunks/" + chunkId, token)
                .header("Range", "bytes=5-6")
                .header("If-Range", "\"of something else\""));

        assertThat(same.statusCode()).isEqualTo(206);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).hasSize(1000);
    }

    @Test
    void describesAChunkWithoutItsBytes() throws Exception {
        byte[] bytes = bytes(1000, 1);
        write(bytes);

        HttpResponse<byte[]> response = send(request("/chunks/" + chunkId, cluster.readTicket(chunkId, address))
                .HEAD());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).hasValue("1000");
        assertThat(response.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(response.headers().firstValue("Dfs-Crc32c"))
                .hasValue(Crc32c.of(bytes).toString());
    }

    @Test
    void answersHeadWithTheStatusOnlyWhenSomethingIsWrong() throws Exception {
        HttpResponse<byte[]> unknown = send(request("/chunks/" + chunkId, cluster.readTicket(chunkId, address))
                .HEAD());
        HttpResponse<byte[]> forbidden =
                send(request("/chunks/" + chunkId, null).HEAD());

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEmpty();
        assertThat(forbidden.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=100-149, true",
        "bytes=120-120, true",
        "bytes=99-149, false",
        "bytes=100-150, true",
        "bytes=100-9999, true",
        "bytes=-1, true",
        "bytes=0-, false",
        "bytes=-51, false",
        "chunks=1, false"
    })
    @DisplayName("a ticket for a file in a pack is good for the bytes of that file only")
    void readsTheBytesOfTheTicketOnly(String range, boolean permitted) throws Exception {
        write(bytes(300, 1));
        String token = sign(ticketFor(Operation.READ, chunkId).within(new ByteSpan(100, 50)));

        HttpResponse<byte[]> response =
                send(request("/chunks/" + chunkId, token).header("Range", range));

        if (permitted) {
            assertThat(response.statusCode()).isEqualTo(206);
            assertThat(response.body().length).isLessThanOrEqualTo(50);
        } else {
            assertProblem(response, ErrorCode.TICKET_INVALID);
        }
        assertProblem(send(request("/chunks/" + chunkId, token)), ErrorCode.TICKET_INVALID);
        assertProblem(send(request("/chunks/" + chunkId + "/checksums", token)), ErrorCode.TICKET_INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {150, 300})
    @DisplayName(
            "the reader of a file in a pack learns neither the pack's length nor its checksum, also not by trying ranges")
    void tellsNothingOfTheRestOfThePack(int packBytes) throws Exception {
        write(bytes(packBytes, 1));
        String token = sign(ticketFor(Operation.READ, chunkId).within(new ByteSpan(100, 50)));

        HttpResponse<byte[]> file = send(request("/chunks/" + chunkId, token).header("Range", "bytes=100-149"));
        assertThat(file.statusCode()).isEqualTo(206);
        assertThat(file.headers().firstValue("Content-Range")).hasValue("bytes 100-149/*");
        assertThat(file.headers().firstValue("Dfs-Crc32c")).isEmpty();

        for (String behind : List.of("bytes=150-150", "bytes=299-", "bytes=300-301", "bytes=-0")) {
            HttpResponse<byte[]> answer =
                    send(request("/chunks/" + chunkId, token).header("Range", behind));
            assertProblem(answer, ErrorCode.RANGE_NOT_SATISFIABLE);
            assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
        }

        HttpResponse<byte[]> head = send(request("/chunks/" + chunkId, token).HEAD());
        assertThat(head.statusCode()).isEqualTo(403);
        assertThat(head.headers().firstValue("Dfs-Crc32c")).isEmpty();
    }

    @Test
    void tellsTheChecksumsOfTheBlocks() {
        byte[] bytes = bytes(2 * BLOCK + 5, 1);
        write(bytes);

        ChunkChecksums checksums = client.checksums(address, chunkId, cluster.readTicket(chunkId, address));

        assertThat(checksums)
                .isEqualTo(new ChunkChecksums(
                        chunkId,
                        bytes.length,
                        Crc32c.of(bytes),
                        BLOCK,
                        List.of(
                                Crc32c.of(bytes, 0, BLOCK),
                                Crc32c.of(bytes, BLOCK, BLOCK),
                                Crc32c.of(bytes, 2 * BLOCK, 5))));
    }

    @Test
    @DisplayName("I-3 a bad block breaks the answer off, is reported, and the replica is not served again")
    void aBadBlockBreaksTheAnswerOff() throws Exception {
        byte[] bytes = bytes(3_000_000, 1);
        write(bytes);
        flipByte(2_500_000);

        byte[] answer;
        try (RawHttp raw = new RawHttp(node.port())) {
            raw.say("GET /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\n\n"
                    .formatted(chunkId, cluster.readTicket(chunkId, address)));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200").contains("Content-Length: 3000000");
            answer = readUntilBroken(raw);
        }

        assertThat(answer.length).isLessThan(2_500_000);
        assertThat(answer).isEqualTo(Arrays.copyOf(bytes, answer.length));
        assertRefused(ErrorCode.CHUNK_CORRUPT, this::read);
        org.awaitility.Awaitility.await().until(() -> cluster.verifications.containsKey(chunkId));

        write(bytes);
        assertThat(read()).isEqualTo(bytes);
    }

    private static byte[] readUntilBroken(RawHttp raw) {
        java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
        try {
            got.writeBytes(raw.readAll());
        } catch (IOException e) {
            assertThat(e).isInstanceOf(java.net.SocketException.class); // reset instead of closed: also broken off
        }
        return got.toByteArray();
    }

    @Test
    @DisplayName("I-3 a bad first block is a problem, not a broken answer")
    void aBadFirstBlockIsAProblem() throws Exception {
        write(bytes(3_000_000, 1));
        flipByte(0);

        HttpResponse<byte[]> response = send(request("/chunks/" + chunkId, cluster.readTicket(chunkId, address)));

        assertProblem(response, ErrorCode.CHUNK_CORRUPT);
        assertThat(response.headers().firstValue("Dfs-Crc32c")).isEmpty();
    }

    // Everything else

    @ParameterizedTest
    @CsvSource({
        "GET, /, NO_SUCH_ENDPOINT",
        "GET, /nothing, NO_SUCH_ENDPOINT",
        "POST, /nothing, NO_SUCH_ENDPOINT",
        "GET, /chunks, NO_SUCH_ENDPOINT",
        "GET, /chunks/, NO_SUCH_ENDPOINT",
        "GET, /error, NO_SUCH_ENDPOINT",
        "GET, /actuator, NO_SUCH_ENDPOINT",
        "GET, /actuator/health, NO_SUCH_ENDPOINT",
        "GET, /actuator/prometheus, NO_SUCH_ENDPOINT",
        "GET, /chunks/x/y/z, NO_SUCH_ENDPOINT",
        "DELETE, /chunks/01999999-0000-7000-8000-00000000abcd, METHOD_NOT_ALLOWED",
        "POST, /chunks/01999999-0000-7000-8000-00000000abcd, METHOD_NOT_ALLOWED",
        "GET, /api/v1/node, NO_SUCH_ENDPOINT",
        "GET, /actuator/node, NO_SUCH_ENDPOINT",
        "GET, /chunks/x, INVALID_REQUEST",
        "PUT, /chunks/x, INVALID_REQUEST",
        "POST, /chunks/x/copies, INVALID_REQUEST",
        "GET, /chunks/x/checksums, INVALID_REQUEST",
        "GET, /chunks/1-2-3-4-5, INVALID_REQUEST",
        "GET, /chunks/..%2f..%2fetc%2fpasswd, INVALID_REQUEST",
        "PUT, /chunks/01999999-0000-7000-8000-00000000abcd?relay=perhaps, INVALID_REQUEST"
    })
    void answersEveryMistakeWithAProblem(String method, String path, ErrorCode code) throws Exception {
        assertProblem(send(request(path, null).method(method, body(new byte[0]))), code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%zz HTTP/1.1\nHost: x\nConnection: close\n\n", "GET / HTTP/1.1\n\n", "NONSENSE\n\n"})
    void answersWhatIsNoHttpWithAProblem(String head) throws Exception {
        try (RawHttp raw = new RawHttp(node.port())) {
            String answer = new String(raw.say(head).endSending().readAll(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains(Problem.MEDIA_TYPE, "\"code\":\"INVALID_REQUEST\"");
        }
    }

    @Test
    void keepsTheCallersRequestIdUnlessItIsHarmful() throws Exception {
        assertThat(send(request("/nothing", null).header("X-Request-Id", "upload-17.b"))
                        .headers()
                        .firstValue("X-Request-Id"))
                .hasValue("upload-17.b");
        assertThat(send(request("/nothing", null).header("X-Request-Id", "a b{}"))
                        .headers()
                        .firstValue("X-Request-Id"))
                .hasValueSatisfying(id -> assertThat(id).hasSize(36));
    }

    @Test
    void tellsAboutItselfOnItsManagementPort() throws Exception {
        HttpResponse<byte[]> response = send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + node.managementPort() + "/actuator/node")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .contains(
                        "\"id\":\"" + address.id() + "\"",
                        "\"name\":\"node-1\"",
                        "\"zone\":\"default\"",
                        "\"clusterId\":\"" + cluster.id + "\"",
                        "\"registered\":true",
                        "\"capacityBytes\":67108864",
                        "\"failure\":null");
    }

    @Test
    @DisplayName("I-8 a connection serves more than a hundred requests, among them refused ones")
    void aConnectionServesManyRequests() throws Exception {
        write(bytes(10, 1));
        String ticket = cluster.readTicket(chunkId, address);
        try (RawHttp raw = new RawHttp(node.port())) {
            for (int i = 0; i < 150; i++) {
                raw.say("HEAD /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\n\n"
                        .formatted(i % 3 == 0 ? ChunkId.random() : chunkId, ticket));
                assertThat(raw.readHead()).startsWith(i % 3 == 0 ? "HTTP/1.1 403" : "HTTP/1.1 200");
            }
        }
    }

    @Test
    void aReaderThatGoesAwayHarmsNobody() throws Exception {
        byte[] bytes = bytes(8_000_000, 1);
        write(bytes);
        for (int i = 0; i < 70; i++) { // more often than there are slots for transfers
            try (RawHttp raw = new RawHttp(node.port())) {
                raw.say("GET /chunks/%s HTTP/1.1\nHost: x\nAuthorization: Bearer %s\n\n"
                        .formatted(chunkId, cluster.readTicket(chunkId, address)));
                raw.readHead();
            }
        }

        org.awaitility.Awaitility.await().ignoreExceptions().until(() -> Arrays.equals(read(), bytes));
        org.awaitility.Awaitility.await()
                .until(() -> node.context.getBean(TransferSlots.class).taken() == 0);
    }
}
