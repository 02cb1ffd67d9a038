package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.error.Problem;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.common.http.RequestIds;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.AuditFiles;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import io.dfs.service.audit.AuditedRequest.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The audit log tells of every endpoint of the table what it must. */
@OnH2
class AuditedEndpointsOnH2Test extends ServiceContract {

    private static final String ID = "01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e";

    /** A query and a body, of which what is at the arrow must be in the line. */
    private record Sample(String query, String body, String target) {}

    private static final Map<String, Sample> SAMPLES = Map.ofEntries(
            sample("POST /api/v1/files", "", """
                    {"files":[{"uploadId":"01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e","path":"/a/f","lengthBytes":0,"crc32c":"00000000",
                    "replicationFactor":3,"chunkSizeBytes":67108864,"precondition":{"kind":"ABSENT"},"extents":[]}],"receipts":[]}
                    """, "/a/f"),
            sample("DELETE /api/v1/files", "?path=/a%2520b%0A", "", "/a%20b\n"),
            sample("PUT /api/v1/files/replication", "?path=/a/f", "{\"replicationFactor\":2}", "/a/f"),
            sample("PUT /api/v1/access", "?path=/a", "{\"grants\":[]}", "/a"),
            sample("POST /api/v1/directories", "", "{\"path\":\"/made\",\"parents\":false}", "/made"),
            sample("POST /api/v1/trash/restorations", "", "{\"path\":\"/gone\",\"to\":\"/back\"}", "/gone, /back"),
            sample(
                    "POST /api/v1/bad-replicas",
                    "",
                    "{\"chunkId\":\"%s\",\"nodeId\":\"%s\",\"reason\":\"x\"}".formatted(ID, ID),
                    ID + " on " + ID),
            sample(
                    "POST /api/v1/slow-nodes",
                    "",
                    "{\"nodeId\":\"%s\",\"bytesPerSecond\":1,\"othersBytesPerSecond\":10}".formatted(ID),
                    ID),
            sample("POST /api/v1/cluster/safe-mode-exits", "", "{\"acceptRestoredDatabase\":false}", "cluster"),
            sample("DELETE /api/v1/nodes/{name}", "", "", "some-name"),
            sample("PUT /api/v1/nodes/{name}/admin-state", "", "{\"state\":\"DRAINING\",\"force\":false}", "some-name"),
            sample("POST /api/v1/nodes/{name}/orphan-acceptance", "", "", "some-name"),
            sample("POST /api/v1/trash/purges", "", "{\"trashIds\":[],\"dryRun\":false}", "trash"),
            sample("POST /api/v1/quarantine/releases", "", "{\"dryRun\":true}", "quarantine"),
            sample("POST /api/v1/cluster/orphan-acceptance", "", "", "cluster"),
            sample("POST /api/v1/nodes/{name}/disk-retirements", "", "{\"disk\":\"/d\",\"force\":false}", "some-name"),
            sample("POST /api/v1/nodes/{name}/disk-replacements", "", "{\"disk\":\"/d\",\"force\":false}", "some-name"),
            sample("POST /api/v1/quarantine/{id}/restoration", "", "", ID),
            sample("POST /api/v1/tokens", "", "{\"name\":\"carol\",\"role\":\"READER\"}", "carol"),
            sample("DELETE /api/v1/tokens/{name}", "", "", "some-name"),
            sample(
                    "POST /api/v1/nodes",
                    "",
                    new String(Json.write(registration(NodeId.random(), "node-x", "1", GIB)), StandardCharsets.UTF_8),
                    "node-x"),
            sample("POST /api/v1/nodes/{id}/departure", "", "{\"epoch\":1}", ID));

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Value("${dfs.audit.dir}")
    private Path auditLog;

    private static Map.Entry<String, Sample> sample(String action, String query, String body, String target) {
        return Map.entry(action, new Sample(query, body, target));
    }

    static Stream<Endpoint> changes() {
        return Endpoints.ALL.stream().filter(endpoint -> AuditedEndpoints.kind(endpoint) == Kind.CHANGE);
    }

    static Stream<Endpoint> all() {
        return Endpoints.ALL.stream().filter(endpoint -> endpoint.audience() != Audience.ANYBODY);
    }

    private static String action(Endpoint endpoint) {
        return endpoint.method() + " " + endpoint.path();
    }

    private HttpResponse<byte[]> send(Endpoint endpoint, String query, String body, String token, String requestId)
            throws Exception {
        String path = endpoint.path().replace("{name}", "some-name").replaceAll("\\{\\w+}", ID);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path + query))
                .header(DfsHeaders.REQUEST_ID, requestId)
                .header("Authorization", "Bearer " + token)
                .method(endpoint.method().name(), HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyChangeLeavesALineThatNamesItsTarget(Endpoint endpoint) throws Exception {
        Sample sample = SAMPLES.get(action(endpoint));
        assertThat(sample)
                .as("%s: give it a sample here, and AuditedBodies its target if the address does not tell it", endpoint)
                .isNotNull();
        String token = endpoint.audience() == Audience.PROGRAMS ? tokens.signServiceToken("test") : TestTokens.ADMIN;
        String requestId = RequestIds.next();

        HttpResponse<byte[]> answer = send(endpoint, sample.query(), sample.body(), token, requestId);

        List<JsonNode> lines = new AuditFiles(auditLog).about(requestId);
        assertThat(lines).as("when the answer is there").singleElement().satisfies(line -> {
            assertThat(line.get("action").stringValue()).isEqualTo(action(endpoint));
            assertThat(line.get("target").stringValue()).isEqualTo(sample.target());
            assertThat(line.get("status").intValue()).isEqualTo(answer.statusCode());
            assertThat(line.get("result").stringValue()).isEqualTo(result(answer));
            assertThat(line.get("who").stringValue())
                    .isEqualTo(endpoint.audience() == Audience.PROGRAMS ? "test" : "admin");
            assertThat(line.get("from").stringValue()).isEqualTo("127.0.0.1");
        });
    }

    private static String result(HttpResponse<byte[]> answer) {
        return answer.statusCode() < 400
                ? "OK"
                : Json.read(answer.body(), Problem.class).code().name();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyRefusalLeavesALine(Endpoint endpoint) throws Exception {
        String requestId = RequestIds.next();

        HttpResponse<byte[]> answer = send(endpoint, "", "", "nonsense", requestId);

        assertThat(answer.statusCode()).isEqualTo(401);
        await().untilAsserted(() -> assertThat(new AuditFiles(auditLog).about(requestId))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("action").stringValue()).isEqualTo(action(endpoint));
                    assertThat(line.get("result").stringValue()).isEqualTo("TOKEN_INVALID");
                    assertThat(line.get("who").stringValue()).isEqualTo("-");
                }));
    }
}
