package io.dfs.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** No endpoint of a node answers anybody who brings no ticket; one that is added must be in the table here. */
class NodeEndpointsTest {

    private static final String CHUNK = "01999999-0000-7000-8000-00000000abcd";

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster();
        node = TestNode.start(cluster, folder.resolve("node-1"));
    }

    @AfterEach
    void stop() {
        node.close();
        cluster.close();
    }

    @Test
    void everyEndpointIsInTheTable() {
        Set<String> mapped = new TreeSet<>();
        node.context
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> {
                    for (String path : mapping.getPatternValues()) {
                        Set<RequestMethod> methods =
                                mapping.getMethodsCondition().getMethods();
                        Stream<String> names = methods.isEmpty()
                                ? Stream.of("ANY")
                                : methods.stream().map(Enum::name);
                        names.forEach(method -> mapped.add(method + " " + path));
                    }
                });
        mapped.removeIf(name -> name.endsWith(" /error"));

        assertThat(mapped)
                .containsExactly(
                        "GET /chunks/{chunkId}",
                        "GET /chunks/{chunkId}/checksums",
                        "HEAD /chunks/{chunkId}",
                        "POST /chunks/{chunkId}/copies",
                        "PUT /chunks/{chunkId}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "GET, /checksums",
        "HEAD, ''",
        "POST, /copies",
        "PUT, ''",
    })
    void nobodyGetsInWithoutAGoodTicket(String method, String below) throws Exception {
        assertRefused(ErrorCode.TOKEN_REQUIRED, send(method, below, null), method);
        for (String bad : new String[] {"garbage", "e30.e30.AAAA", "dfs_" + "a".repeat(43)}) {
            assertRefused(ErrorCode.TICKET_INVALID, send(method, below, "Bearer " + bad), method);
        }
        assertRefused(
                ErrorCode.TICKET_INVALID,
                send(method, below, "Bearer " + cluster.signer.signServiceToken("controller")),
                method);
        assertRefused(ErrorCode.TOKEN_REQUIRED, send(method, below, "Basic YWRtaW46YWRtaW4="), method);
    }

    private static void assertRefused(ErrorCode code, HttpResponse<byte[]> answer, String method) {
        assertThat(answer.statusCode()).isEqualTo(code.httpStatus());
        if (!method.equals("HEAD")) {
            assertThat(Json.read(answer.body(), Problem.class).code()).isEqualTo(code);
        }
    }

    private HttpResponse<byte[]> send(String method, String below, String authorization) throws Exception {
        URI uri = URI.create("http://localhost:" + node.port() + "/chunks/" + CHUNK + below);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(new byte[0]));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
