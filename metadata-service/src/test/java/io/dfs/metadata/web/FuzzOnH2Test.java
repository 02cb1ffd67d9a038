package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.fuzz.Answer;
import io.dfs.common.fuzz.Draw;
import io.dfs.common.fuzz.Footprint;
import io.dfs.common.fuzz.Forge;
import io.dfs.common.fuzz.FuzzRun;
import io.dfs.common.fuzz.Jsons;
import io.dfs.common.fuzz.Jwts;
import io.dfs.common.fuzz.Requests;
import io.dfs.common.fuzz.Texts;
import io.dfs.common.fuzz.Wire;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Receipt;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.node.TestPrograms;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.MethodParameter;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The whole service on a real port, and every endpoint that it has, found as the framework finds it, asked in every wrong way. */
@OnH2
@DirtiesContext
@TestPropertySource(
        properties = {
            "dfs.status.max-wait=100ms",
            "dfs.liveness.stale-after=2h", // no one sends heartbeats
            "dfs.liveness.dead-after=4h",
            "server.tomcat.connection-timeout=2s",
            "server.tomcat.keep-alive-timeout=2s",
        })
class FuzzOnH2Test extends ServiceContract {

    private static final long MIB = 1 << 20;
    private static final int WORKERS = 4;
    private static final UUID FIRST_ID = UUID.fromString("01920b3c-7f5e-7c3a-9d2e-000000000000");
    private static final Forge FORGE = new Forge("a secret of tests, long enough to be one");

    /**
     * What can be asked.
     *
     * @param method null if any
     * @param body the type of its body, if it has one
     */
    private record Endpoint(String method, String pattern, List<MethodParameter> parameters, Optional<Type> body) {}

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mapping;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> restoredTrees = ConcurrentHashMap.newKeySet();
    private List<Endpoint> endpoints;
    private Map<Class<?>, List<String>> known;
    private NodeId firstNode;
    private Wire wire;

    @BeforeEach
    void setTheScene() {
        wire = new Wire(port);
        endpoints = mapping.getHandlerMethods().entrySet().stream()
                .flatMap(entry -> endpoints(entry.getKey(), entry.getValue()))
                .toList();
        List<NodeId> nodes = Stream.of("node-1", "node-2", "node-3")
                .map(name -> register(name, name))
                .toList();
        firstNode = nodes.getFirst();
        allHaveReported();
        List<ChunkId> chunks = Stream.of(1, 2, 3)
                .map(_ -> unreferencedChunk(2, nodes.get(0), nodes.get(1)))
                .toList();
        wholeFile("fuzzed", 2, chunks.get(0), chunks.get(1));
        api.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf("/a"), false));
        acknowledged.addAll(List.of("/", "/fuzzed", "/a"));
        known = Map.of(
                FilePath.class, List.of("/fuzzed", "/a", "/a/b", "/a/b/c", "/", "/fuzzed/x", "/new"),
                NodeId.class,
                        Stream.concat(Stream.of(firstNode, firstNode, firstNode), nodes.stream())
                                .map(NodeId::toString)
                                .toList(),
                ChunkId.class, chunks.stream().map(ChunkId::toString).toList(),
                UUID.class, List.of(FIRST_ID.toString(), nodes.getFirst().toString()),
                Crc32c.class, List.of("00000000", new Crc32c(7).toString()),
                String.class, texts(nodes, chunks));
    }

    private List<String> texts(List<NodeId> nodes, List<ChunkId> chunks) {
        ClusterId cluster = api.cluster().clusterId();
        return Stream.concat(
                        Stream.of("node-1", "node-2", "http://node-1:7080", "zone-1", "text/plain", "fuzz-token", "1"),
                        nodes.stream()
                                .map(node -> tokens.sign(new Receipt(
                                        cluster, chunks.get(2), node, 1_000, new Crc32c(7), Instant.now()))))
                .toList();
    }

    private static Stream<Endpoint> endpoints(RequestMappingInfo info, HandlerMethod handler) {
        List<MethodParameter> parameters = Arrays.asList(handler.getMethodParameters());
        Optional<Type> body = parameters.stream()
                .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                .map(MethodParameter::getGenericParameterType)
                .findFirst();
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return info.getPatternValues().stream()
                .flatMap(pattern -> (methods.isEmpty() ? Set.of(RequestMethod.GET) : methods)
                        .stream().map(method -> new Endpoint(method.name(), pattern, parameters, body)));
    }

    @Test
    @DisplayName("I-1 I-9 no request makes an error of the service, is left without an end, makes an entry that was not"
            + " acknowledged, or leaves anything behind")
    void noRequestDoesHarm() throws Exception {
        warmUp();
        Footprint before = Footprint.now();

        new FuzzRun("metadata-service, requests", WORKERS).run(this::ask);

        goodRequests();
        assertThat(acknowledged)
                .containsAll(entries().stream()
                        .filter(path -> restoredTrees.stream().noneMatch(path::startsWith))
                        .toList());
        Footprint.settlesAtMost(before.plus(96 * MIB, 40, 40));
    }

    /** So that classes are loaded, pools filled and documents made before anything is measured. */
    private void warmUp() throws IOException {
        goodRequests();
        for (int number = 0; number < 200; number++) {
            Draw draw = new Draw(0, number);
            wire.exchange(request(draw, draw.of(endpoints)), "127.2.0." + (1 + number));
        }
        acknowledged.addAll(entries());
    }

    /** One of them is as long as a body may be: what others have taken of the memory for bodies must be free again. */
    private void goodRequests() throws IOException {
        String body = "{\"path\":\"/a/good\",\"parents\":true" + " ".repeat(60_000) + "}";
        String head =
                "POST /api/v1/directories HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\nAuthorization: Bearer " + TestTokens.ADMIN + "\r\n\r\n";
        for (int i = 0; i < 5; i++) {
            api.nodes();
            Answer answer = wire.exchange((head + body).getBytes(StandardCharsets.US_ASCII), "127.0.0.1")
                    .answers()
                    .getFirst();
            assertThat(answer.status()).as(answer.toString()).isIn(200, 409);
        }
        acknowledged.add("/a/good");
    }

    /** Without recursion: trees become deeper than a stack. */
    private Set<String> entries() {
        Set<String> found = new HashSet<>();
        Deque<String> directories = new ArrayDeque<>(List.of(""));
        while (!directories.isEmpty()) {
            String directory = directories.pop();
            String after = null;
            do {
                DirectoryPage page = api.list(FilePath.valueOf(directory.isEmpty() ? "/" : directory), after, 1_000);
                for (DirectoryEntry entry : page.entries()) {
                    String path = directory + "/" + entry.name();
                    found.add(path);
                    if (entry.kind() == EntryKind.DIRECTORY) {
                        directories.push(path);
                    }
                }
                after = page.nextAfter();
            } while (after != null);
        }
        return found;
    }

    private String ask(Draw draw) throws IOException {
        Optional<Endpoint> endpoint = draw.percent(95) ? Optional.of(draw.of(endpoints)) : Optional.empty();
        byte[] request = endpoint.map(asked -> request(draw, asked)).orElseGet(() -> elsewhere(draw));
        boolean restores = endpoint.filter(asked -> asked.pattern().equals("/api/v1/trash/restorations"))
                .isPresent();
        Wire.Exchange exchange = wire.exchange(request, "127.1." + draw.below(256) + "." + (1 + draw.below(254)))
                .check();
        exchange.answers().stream()
                .filter(answer -> answer.status() == 200)
                .forEach(answer -> notePaths(answer, restores));
        return exchange.outcome();
    }

    /** @param restored whether what has the path came back from the trash, with all that was below it */
    private void notePaths(Answer answer, boolean restored) {
        try {
            for (JsonNode path : Json.mapper().readTree(answer.body()).findValues("path")) {
                if (path.isString()) {
                    noteWithParents(path.asString());
                    if (restored) {
                        restoredTrees.add(path.asString() + "/");
                    }
                }
            }
        } catch (JacksonException _) {
            // A page of the documentation.
        }
    }

    private void noteWithParents(String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            acknowledged.add(path.substring(0, end));
        }
    }

    private byte[] request(Draw draw, Endpoint endpoint) {
        Jsons jsons = new Jsons(draw, known);
        Texts texts = new Texts(draw);
        String path = endpoint.pattern();
        List<String> query = new ArrayList<>();
        for (MethodParameter parameter : endpoint.parameters()) {
            String value = texts.encoded(jsons.text(parameter.getParameterType()));
            String name = parameter.getParameter().getName();
            if (parameter.hasParameterAnnotation(PathVariable.class)) {
                path = path.replace("{" + name + "}", value.replace("/", "%2F"));
            } else if (parameter.hasParameterAnnotation(RequestParam.class) && draw.percent(80)) {
                query.add(name + "=" + value);
            }
        }
        if (draw.percent(5)) {
            query.add(texts.encoded(texts.text()) + draw.of("", "=", "=x"));
        }
        String target = path + (query.isEmpty() ? "" : "?" + String.join(draw.of("&", "&", "&", "&&", ";"), query));
        byte[] body = endpoint.body().map(jsons::body).orElse(draw.percent(5) ? texts.utf8() : null);
        return new Requests(draw).request(endpoint.method(), target, headers(draw, endpoint), body);
    }

    private List<String> headers(Draw draw, Endpoint endpoint) {
        List<String> headers = new ArrayList<>();
        if (endpoint.body().isPresent()) {
            headers.add("Content-Type: application/json");
        }
        String program = endpoint.pattern().startsWith("/api/v1/nodes")
                ? TestPrograms.nodeToken(tokens, firstNode)
                : tokens.signServiceToken("fuzz");
        switch (draw.below(20)) {
            case 0 -> headers.add("Authorization: Bearer " + new Jwts(draw, FORGE).like("service token", program));
            case 1 ->
                headers.add("Authorization: "
                        + draw.of("", "Bearer", "Bearer ", "Basic eDp5", "Bearer a b", "Bearer dfs_x"));
            case 2 -> headers.add("Authorization: Bearer dfs_" + "b".repeat(draw.of(0, 42, 43, 44, 5_000)));
            case 3 -> {} // none at all
            default ->
                headers.add("Authorization: Bearer "
                        + (isForPrograms(endpoint) == draw.percent(95) ? program : TestTokens.ADMIN));
        }
        return headers;
    }

    private static boolean isForPrograms(Endpoint endpoint) {
        return endpoint.pattern().matches("/api/v1/(nodes|nodes/\\{id}/.*|repairs/.+)")
                && endpoint.method().equals("POST");
    }

    private static byte[] elsewhere(Draw draw) {
        Texts texts = new Texts(draw);
        String target = draw.of(
                        "/",
                        "/api/v1/",
                        "/actuator/",
                        "/swagger-ui/",
                        "/v3/api-docs/",
                        "/error",
                        "*",
                        "//",
                        "/api/v1/../",
                        "/api;x=1/v1/files",
                        "")
                + (draw.percent(70) ? texts.encoded(texts.path()) : "")
                + (draw.percent(30) ? "?" + texts.encoded(texts.text()) : "");
        List<String> headers = List.of("Authorization: Bearer " + TestTokens.ADMIN);
        return new Requests(draw)
                .request(
                        draw.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS"),
                        target,
                        headers,
                        draw.percent(50) ? null : texts.utf8());
    }
}
