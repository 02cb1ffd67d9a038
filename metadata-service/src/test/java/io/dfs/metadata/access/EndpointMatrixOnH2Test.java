package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.Role;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.node.TestPrograms;
import io.dfs.metadata.people.TestPeople;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint, asked with every kind of credentials. */
@OnH2
@TestPropertySource(properties = "springdoc.swagger-ui.enabled=true")
@Import(TestPeople.class)
class EndpointMatrixOnH2Test {

    /** What a request brings along to say who sends it. */
    enum Credentials {
        NONE,
        GARBAGE,
        GARBAGE_OF_THE_RIGHT_SHAPE,
        NO_BEARER,
        EXPIRED,
        REVOKED,
        FORGED_SERVICE_TOKEN,
        READER,
        WRITER,
        ADMIN,
        CONTROLLER,
        NODE
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final NodeId NODE = NodeId.valueOf("01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e");

    static final List<Endpoint> ENDPOINTS = Endpoints.ALL;

    @LocalServerPort
    private int port;

    @Autowired
    private TokenSigner signer;

    @Autowired
    private TestPeople people;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private final Map<Credentials, String> authorizations = new EnumMap<>(Credentials.class);

    @BeforeEach
    void credentials() {
        authorizations.put(Credentials.GARBAGE, "Bearer garbage");
        authorizations.put(Credentials.GARBAGE_OF_THE_RIGHT_SHAPE, "Bearer dfs_" + "z".repeat(43));
        authorizations.put(Credentials.NO_BEARER, "Basic YWRtaW46YWRtaW4=");
        authorizations.put(Credentials.EXPIRED, "Bearer " + people.expired(Role.ADMIN));
        authorizations.put(Credentials.REVOKED, "Bearer " + people.revoked(Role.ADMIN));
        authorizations.put(Credentials.FORGED_SERVICE_TOKEN, "Bearer " + forged());
        authorizations.put(Credentials.READER, "Bearer " + people.token("reader", Role.READER));
        authorizations.put(Credentials.WRITER, "Bearer " + people.token("writer", Role.WRITER));
        authorizations.put(Credentials.ADMIN, "Bearer " + TestTokens.ADMIN);
        authorizations.put(Credentials.CONTROLLER, "Bearer " + signer.signServiceToken("test"));
        authorizations.put(Credentials.NODE, "Bearer " + TestPrograms.nodeToken(signer, NODE));
    }

    private String forged() {
        String token = signer.signServiceToken("test");
        char last = token.charAt(token.length() - 2);
        return token.substring(0, token.length() - 2) + (last == 'A' ? 'B' : 'A') + token.charAt(token.length() - 1);
    }

    static Stream<Arguments> cells() {
        return ENDPOINTS.stream()
                .flatMap(endpoint -> Stream.of(Credentials.values())
                        .map(credentials -> Arguments.of(endpoint.method(), endpoint.path(), credentials, endpoint)));
    }

    @ParameterizedTest(name = "{0} {1} with {2}")
    @MethodSource("cells")
    void everyEndpointAdmitsItsAudienceAndNobodyElse(
            HttpMethod method, String path, Credentials credentials, Endpoint endpoint) throws Exception {
        HttpResponse<String> answer = send(endpoint, authorizations.get(credentials));

        ErrorCode refusal = refusal(endpoint, credentials);
        if (refusal == null) {
            assertThat(answer.statusCode()).as(answer.body()).isNotIn(401, 403).isLessThan(500);
        } else {
            Problem problem = Json.read(answer.body().getBytes(StandardCharsets.UTF_8), Problem.class);
            assertThat(problem.code()).as(problem.detail()).isEqualTo(refusal);
            assertThat(answer.statusCode()).isEqualTo(refusal.httpStatus());
            assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
                    .isEqualTo(refusal.httpStatus() == 401);
        }
    }

    /** Written apart from the code under test, so that a slip there shows here. */
    private static @Nullable ErrorCode refusal(Endpoint endpoint, Credentials credentials) {
        Audience audience = endpoint.audience();
        boolean isForNodes = endpoint.path().startsWith("/api/v1/nodes");
        return switch (credentials) {
            case NONE, NO_BEARER -> audience == Audience.ANYBODY ? null : ErrorCode.TOKEN_REQUIRED;
            case GARBAGE, GARBAGE_OF_THE_RIGHT_SHAPE -> ErrorCode.TOKEN_INVALID;
            case EXPIRED -> ErrorCode.TOKEN_EXPIRED;
            case REVOKED -> ErrorCode.TOKEN_REVOKED;
            case FORGED_SERVICE_TOKEN -> ErrorCode.SERVICE_TOKEN_INVALID;
            case READER ->
                Set.of(Audience.WRITERS, Audience.ADMINS, Audience.PROGRAMS).contains(audience)
                        ? ErrorCode.FORBIDDEN
                        : null;
            case WRITER -> Set.of(Audience.ADMINS, Audience.PROGRAMS).contains(audience) ? ErrorCode.FORBIDDEN : null;
            case ADMIN -> audience == Audience.PROGRAMS ? ErrorCode.FORBIDDEN : null;
            case CONTROLLER ->
                refusalOfProgram(audience, !isForNodes || endpoint.path().equals("/api/v1/nodes"));
            case NODE -> refusalOfProgram(audience, isForNodes);
        };
    }

    private static @Nullable ErrorCode refusalOfProgram(Audience audience, boolean isForThisKind) {
        return switch (audience) {
            case READERS, WRITERS, ADMINS -> ErrorCode.FORBIDDEN;
            case PROGRAMS -> isForThisKind ? null : ErrorCode.SERVICE_TOKEN_INVALID;
            case ANYBODY, CALLERS -> null;
        };
    }

    /** An endpoint that someone adds stays closed, and this test fails, until it has a row that says for whom it is. */
    @Test
    void everyMappedEndpointHasARowAndEveryRowAnEndpoint() {
        Set<String> mapped = new HashSet<>();
        mappings.getHandlerMethods().keySet().forEach(mapping -> mapped.addAll(names(mapping)));
        mapped.removeIf(name -> name.endsWith(" /error"));

        Set<String> rows = ENDPOINTS.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .collect(Collectors.toSet());
        assertThat(rows).containsAll(mapped);
        Set<String> withoutEndpoint = new HashSet<>(rows);
        withoutEndpoint.removeAll(mapped);
        assertThat(withoutEndpoint).as("served as files").containsExactly("GET /swagger-ui/**");
    }

    private static List<String> names(RequestMappingInfo mapping) {
        List<String> names = new ArrayList<>();
        for (String path : mapping.getPatternValues()) {
            if (mapping.getMethodsCondition().getMethods().isEmpty()) {
                names.add("ANY " + path);
            }
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                names.add(method + " " + path);
            }
        }
        return names;
    }

    @ParameterizedTest
    @FieldSource("ENDPOINTS")
    void aMethodWithoutARowIsRefusedEvenForAdmins(Endpoint endpoint) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri(sample(endpoint.path())))
                        .header("Authorization", "Bearer " + TestTokens.ADMIN)
                        .method("PATCH", BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElseThrow())
                .contains(endpoint.method().name());
    }

    @Test
    void whatIsNowhereIsNotToldToStrangers() throws Exception {
        Endpoint nowhere = new Endpoint(HttpMethod.GET, "/api/v1/nowhere", Audience.ADMINS);

        assertThat(send(nowhere, null).body()).contains("TOKEN_REQUIRED");
        assertThat(send(nowhere, "Bearer " + TestTokens.ADMIN).body()).contains("NO_SUCH_ENDPOINT");
        assertThat(send(new Endpoint(HttpMethod.GET, "/error", Audience.ADMINS), "Bearer " + TestTokens.ADMIN)
                        .body())
                .contains("NO_SUCH_ENDPOINT");
    }

    @Test
    void aTokenInTheQueryOrInABodyIsNone() throws Exception {
        assertThat(send(
                                new Endpoint(
                                        HttpMethod.GET,
                                        "/api/v1/caller?access_token=" + TestTokens.ADMIN,
                                        Audience.CALLERS),
                                null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenThatExpiresIsGoodUntilThen() throws Exception {
        String soon = people.token("soon", Role.READER, Instant.now().plusSeconds(3600));

        assertThat(send(new Endpoint(HttpMethod.GET, "/api/v1/caller", Audience.CALLERS), "Bearer " + soon)
                        .body())
                .contains("\"name\":\"soon\"", "\"role\":\"READER\"", "expiresAt");
    }

    private HttpResponse<String> send(Endpoint endpoint, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(sample(endpoint.path())))
                .header("Content-Type", "application/json")
                .method(
                        endpoint.method().name(),
                        endpoint.method().equals(HttpMethod.GET)
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString("{}"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The path with something in place of its variables; with a query where one is needed to get past the edge. */
    private static String sample(String path) {
        return path.replace("/**", "/index.html")
                        .replace("{reportId}", "01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e")
                        .replace("{id}", NODE.toString())
                        .replace("{name}", "unknown")
                + (path.contains("?") ? "" : "?path=/nothing&chunkId=01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e");
    }

    private URI uri(String target) {
        return URI.create("http://localhost:" + port + target);
    }
}
