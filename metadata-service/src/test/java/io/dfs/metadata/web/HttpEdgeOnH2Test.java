package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What the service answers to requests that are wrong as HTTP, as JSON or as values. */
@OnH2
@TestPropertySource(properties = "springdoc.swagger-ui.enabled=true")
class HttpEdgeOnH2Test {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String FILE = """
            {"files":[{"uploadId":"01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e","path":"/f","lengthBytes":0,"crc32c":"00000000",
            "replicationFactor":3,"chunkSizeBytes":67108864,"precondition":{"kind":"ABSENT"},"extents":[]}],"receipts":[]}
            """;

    private static final String AUTHORIZATION = "Bearer " + TestTokens.ADMIN;

    @LocalServerPort
    int port;

    @Autowired
    TokenSigner tokens;

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("no JSON at all", "hello", "INVALID_REQUEST", "line 1"),
                Arguments.of("cut in the middle", FILE.substring(0, 100), "INVALID_REQUEST", "not well-formed JSON"),
                Arguments.of("nothing", "", "INVALID_REQUEST", "no body"),
                Arguments.of("null", "null", "INVALID_REQUEST", "body"),
                Arguments.of("an array", "[]", "INVALID_REQUEST", "CommitRequest"),
                Arguments.of("no files", "{\"receipts\":[]}", "INVALID_REQUEST", "files"),
                Arguments.of("files are null", "{\"files\":null,\"receipts\":[]}", "INVALID_REQUEST", "files"),
                Arguments.of("a file is null", "{\"files\":[null],\"receipts\":[]}", "INVALID_REQUEST", "files"),
                Arguments.of("no path", FILE.replace("\"path\":\"/f\",", ""), "INVALID_REQUEST", "path"),
                Arguments.of("path is null", FILE.replace("\"/f\"", "null"), "INVALID_REQUEST", "path"),
                Arguments.of("path is a number", FILE.replace("\"/f\"", "{}"), "INVALID_REQUEST", "path"),
                Arguments.of("path goes up", FILE.replace("/f", "/a/../f"), "INVALID_PATH", ".."),
                Arguments.of("path has NUL", FILE.replace("/f", "/a\\u0000b"), "INVALID_PATH", "NUL"),
                Arguments.of("name of 256 bytes", FILE.replace("/f", "/" + "n".repeat(256)), "INVALID_PATH", "255"),
                Arguments.of("relative path", FILE.replace("/f", "f"), "INVALID_PATH", "absolute"),
                Arguments.of("half a surrogate", FILE.replace("/f", "/\\ud800"), "INVALID_PATH", "Unicode"),
                Arguments.of("crc of 7 digits", FILE.replace("00000000", "0000000"), "INVALID_REQUEST", "crc32c"),
                Arguments.of("bad upload id", FILE.replace("01920b3c-", "x-"), "INVALID_REQUEST", "uploadId"),
                Arguments.of("no length", FILE.replace("\"lengthBytes\":0,", ""), "INVALID_REQUEST", "lengthBytes"),
                Arguments.of("length is text", FILE.replace(":0,", ":\"many\","), "INVALID_REQUEST", "lengthBytes"),
                Arguments.of(
                        "length of 70 bits",
                        FILE.replace(":0,", ":1180591620717411303424,"),
                        "INVALID_REQUEST",
                        "lengthBytes"),
                Arguments.of("unknown precondition", FILE.replace("ABSENT", "MAYBE"), "INVALID_REQUEST", "kind"),
                Arguments.of("version without one", FILE.replace("ABSENT", "VERSION"), "INVALID_REQUEST", "version"),
                Arguments.of("chunk size 0", FILE.replace("67108864", "0"), "INVALID_CHUNK_SIZE", "1 MiB"),
                Arguments.of("deep nesting", "[".repeat(5_000), "INVALID_REQUEST", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void aBadBodyIsAnsweredWithWhatIsWrong(String what, String body, String code, String detail) throws Exception {
        Problem problem = problem(send("POST", "/api/v1/files", body), 400);

        assertThat(problem.code()).as(problem.detail()).isEqualTo(ErrorCode.valueOf(code));
        assertThat(problem.detail())
                .contains(detail)
                .doesNotContain("Exception", "io.dfs", "java.")
                .hasSizeLessThan(600);
    }

    @Test
    void aTimeThatIsNoneIsToldInPlainWords() throws Exception {
        Problem problem = problem(
                send("POST", "/api/v1/tokens", "{\"name\":\"x\",\"role\":\"READER\",\"expiresAt\":\"now\"}"), 400);

        assertThat(problem.detail())
                .contains("expiresAt", "\"now\"")
                .doesNotContain("Exception")
                .doesNotContain("java.");
    }

    @Test
    void aListWithANullInItIsRefused() throws Exception {
        String program = "Bearer " + tokens.signServiceToken("test");
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/repairs/renewals"))
                .header("Authorization", program)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[null]"))
                .build();

        Problem problem = problem(HTTP.send(request, HttpResponse.BodyHandlers.ofString()), 400);

        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aTokenCanNotOutliveTheCalendar() throws Exception {
        String request = "{\"name\":\"x\",\"role\":\"READER\",\"expiresAt\":\"+1000000000-12-31T23:59:59Z\"}";

        assertThat(problem(send("POST", "/api/v1/tokens", request), 400).detail())
                .contains("expiresAt", "9999");
    }

    @Test
    void aHostNameWithAnUnderscoreIsRefusedForThatReason() throws Exception {
        String refused = raw("GET /api/v1/caller HTTP/1.1\r\nHost: my_meta:7070\r\nConnection: close\r\n\r\n");
        String other = raw("GET /api/v1/caller HTTP/1.1\r\nHost: my%meta:7070\r\nConnection: close\r\n\r\n");

        assertThat(refused).startsWith("HTTP/1.1 400").contains("INVALID_REQUEST", "must not have an underscore");
        assertThat(other).startsWith("HTTP/1.1 400").doesNotContain("underscore");
    }

    @Test
    void aBodyThatBreaksOffIsTheCallersFault() throws Exception {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/directories HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Authorization: " + AUTHORIZATION + "\r\nContent-Length: 99\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            assertThat(readAnswer(socket.getInputStream()))
                    .startsWith("HTTP/1.1 400")
                    .contains("INVALID_REQUEST");
        }
    }

    @Test
    @DisplayName("I-9 a multipart body is refused unread")
    void aMultipartBodyIsRefused() throws Exception {
        String answer =
                raw("POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                        + "Authorization: " + AUTHORIZATION
                        + "\r\nContent-Length: 5\r\nConnection: close\r\n\r\n--b\r\n");

        assertThat(answer).startsWith("HTTP/1.1 415").contains("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void unknownFieldsAreIgnoredSoThatNewerClientsCanTalk() throws Exception {
        String newer = FILE.replace("\"path\"", "\"colour\":\"blue\",\"path\"");

        assertThat(send("POST", "/api/v1/files", newer).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b, INVALID_PATH",
        "/a//b, INVALID_PATH",
        "/a/, INVALID_PATH",
        "a, INVALID_PATH",
        "'', INVALID_PATH",
        "/., INVALID_PATH",
    })
    void badPathsInTheQueryAreRefused(String path, ErrorCode code) throws Exception {
        String query = "?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);

        assertThat(problem(send("GET", "/api/v1/files" + query, null), 400).code())
                .isEqualTo(code);
        assertThat(problem(send("GET", "/api/v1/directories" + query, null), 400)
                        .code())
                .isEqualTo(code);
        assertThat(problem(send("DELETE", "/api/v1/files" + query, null), 400).code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "/a%00b", "/%", "/%zz", "/%ff", "/%c3%28", "/"})
    void noQueryMakesAnErrorOfOurs(String path) throws Exception {
        String answer = raw("GET /api/v1/files?path=" + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + AUTHORIZATION
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).doesNotContain("HTTP/1.1 5").doesNotContain("<html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/swagger-ui/a;b%b",
                "/api/v1/files;%",
                "/api/v1/files;a=%zz;b",
                "/;%c3%28",
                "/api/v1/nodes/;%/drain"
            })
    void noParameterOfAPathMakesAnErrorOfOurs(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + AUTHORIZATION
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4").contains("urn:dfs:error:");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/files, INVALID_REQUEST, 400, path",
        "GET, /api/v1/directories?path=/&limit=0, INVALID_REQUEST, 400, limit",
        "GET, /api/v1/directories?path=/&limit=x, INVALID_REQUEST, 400, limit",
        "GET, /api/v1/directories?path=/&limit=99999999999, INVALID_REQUEST, 400, limit",
        "DELETE, /api/v1/files?path=/x&recursive=perhaps, INVALID_REQUEST, 400, recursive",
        "DELETE, /api/v1/files?path=/, INVALID_REQUEST, 400, root",
        "GET, /api/v1/files?path=/nothing, NOT_FOUND, 404, /nothing",
        "GET, /api/v1/nowhere, NO_SUCH_ENDPOINT, 404, nowhere",
        "GET, /, NO_SUCH_ENDPOINT, 404, nothing",
        "PATCH, /api/v1/files, METHOD_NOT_ALLOWED, 405, PATCH",
        "POST, /api/v1/nodes, FORBIDDEN, 403, service token",
    })
    void aBadRequestIsAProblem(String method, String target, ErrorCode code, int status, String detail)
            throws Exception {
        Problem problem = problem(send(method, target, method.equals("POST") ? "{}" : null), status);

        assertThat(problem.code()).as(problem.detail()).isEqualTo(code);
        assertThat(problem.detail()).contains(detail);
    }

    @Test
    void aMethodThatIsNotAllowedComesWithThoseThatAre() throws Exception {
        assertThat(send("PATCH", "/api/v1/files", null)
                        .headers()
                        .firstValue("Allow")
                        .orElseThrow())
                .contains("POST", "DELETE", "GET");
    }

    @Test
    void onlyJsonIsTaken() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/directories"))
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))
                .build();

        Problem problem = problem(HTTP.send(request, HttpResponse.BodyHandlers.ofString()), 415);

        assertThat(problem.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aProblemIsAnsweredWhateverTheCallerAccepts() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/files?path=/nothing"))
                .header("Authorization", AUTHORIZATION)
                .header("Accept", "text/html")
                .build();

        problem(HTTP.send(request, HttpResponse.BodyHandlers.ofString()), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", ";;;", "application/yaml"})
    @DisplayName("I-8 what was done is acknowledged as JSON, whatever the caller accepts")
    void whatWasDoneIsAcknowledgedWhateverTheCallerAccepts(String accepted) throws Exception {
        String directory = "/accepted-" + accepted.length();
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/directories"))
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "application/json")
                .header("Accept", accepted)
                .POST(BodyPublishers.ofString("{\"path\":\"%s\",\"parents\":false}".formatted(directory)))
                .build();

        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void whatTheWebServerDoesNotKnowIsTheRequestsFault() throws Exception {
        assertThat(raw("POST /api/v1/files HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity, x\r\n\r\n"))
                .startsWith("HTTP/1.1 501")
                .contains("\"status\":501", "METHOD_NOT_ALLOWED");
        assertThat(raw("GET / HTTP/9.9\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 505")
                .contains("\"status\":505", "INVALID_REQUEST");
    }

    @Test
    @DisplayName("I-9 a body above the limit is refused before it is read")
    void aBodyAboveTheLimitIsRefused() throws Exception {
        String answer =
                raw("POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: "
                        + AUTHORIZATION + "\r\n" + "Content-Length: 104857600\r\nConnection: close\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("TOO_LARGE").contains("32 MiB");
    }

    @Test
    @DisplayName("I-9 a body in chunks that grows above the limit is refused while it is read")
    void aBodyInChunksAboveTheLimitIsRefused() throws Exception {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

        String answer =
                raw("POST /api/v1/directories HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: "
                        + AUTHORIZATION + "\r\n" + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + chunk.repeat(17) + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("TOO_LARGE");
    }

    @Test
    void aBrokenRequestLineIsAProblemToo() throws Exception {
        for (String broken : new String[] {
            "GET /api/v1/files?path=<> HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v1/../../etc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        }) {
            assertThat(raw(broken)).as(broken).contains(Problem.MEDIA_TYPE).doesNotContain("<html");
        }
    }

    @Test
    void theCallersRequestIdComesBackUnlessItIsHarmful() throws Exception {
        assertThat(problem(nothing("job-7.b"), 404).requestId()).isEqualTo("job-7.b");
        assertThat(problem(nothing("job-7 <b>\"x\""), 404).requestId()).hasSize(36);
    }

    private HttpResponse<String> nothing(String requestId) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(uri("/api/v1/files?path=/nothing"))
                        .header("Authorization", AUTHORIZATION)
                        .header("X-Request-Id", requestId)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void evenABrokenRequestLineHasARequestId() throws Exception {
        assertThat(raw("GET /api/v1/files?path=<> HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains("X-Request-Id: ", "\"requestId\":\"");
    }

    @Test
    void everyAnswerHasARequestId() throws Exception {
        assertThat(send("GET", "/api/v1/cluster", null).headers().firstValue("X-Request-Id"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/env"})
    void thereIsNothingOfTheActuator(String path) throws Exception {
        assertThat(send("GET", path, null).body()).contains("\"code\":\"NO_SUCH_ENDPOINT\"");
    }

    @Test
    void theApiDescribesItself() throws Exception {
        HttpResponse<String> document = send("GET", "/v3/api-docs", null);

        assertThat(document.statusCode()).isEqualTo(200);
        Document read = Json.read(document.body().getBytes(StandardCharsets.UTF_8), Document.class);
        assertThat(read.info().title()).isEqualTo("dfs metadata service");
        assertThat(read.paths())
                .containsKeys(
                        "/api/v1/cluster",
                        "/api/v1/nodes",
                        "/api/v1/allocations",
                        "/api/v1/files",
                        "/api/v1/locations",
                        "/api/v1/directories",
                        "/api/v1/bad-replicas",
                        "/api/v1/repairs/claims")
                .doesNotContainKey("/error");
        assertThat(document.body()).contains("#/components/schemas/Problem", "\"format\":\"uuid\"");
        assertThat(send("GET", "/swagger-ui/index.html", null).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000})
    void theWayToItsPageRepeatsNothing(int queryLength) throws Exception {
        HttpResponse<String> answer = send("GET", "/swagger-ui.html?" + "a".repeat(queryLength), null);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/swagger-ui/index.html");
    }

    record Document(
            Info info,
            java.util.Map<String, Object> paths,
            @JsonProperty("openapi") String openApi) {}

    record Info(String title, String version) {}

    private Problem problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        Problem problem = Json.read(response.body().getBytes(StandardCharsets.UTF_8), Problem.class);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.requestId())
                .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
        return problem;
    }

    private HttpResponse<String> send(String method, String target, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(target))
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String target) {
        return URI.create("http://localhost:" + port + target);
    }

    /** To the end of the problem, or of the connection: some answers come while the service still waits for a body. */
    private static String readAnswer(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        int next = in.read();
        while (next >= 0) {
            answer.append((char) next);
            next = next == '}' ? -1 : in.read();
        }
        return answer.toString();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return readAnswer(socket.getInputStream());
        }
    }
}
