package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.metadata.limits.BodyLimit;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.support.DefaultLimits;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

class EndpointBodiesTest {

    private static final Limits LIMITS = DefaultLimits.with();

    /** An endpoint that someone adds takes no body until its row says how large one may be. */
    @Test
    void everyEndpointThatTakesABodyHasALimitForIt() {
        Set<String> rows = Endpoints.ALL.stream()
                .filter(endpoint -> endpoint.body() != Body.NONE)
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .collect(Collectors.toSet());

        assertThat(rows).containsExactlyInAnyOrderElementsOf(Bodies.types().keySet());
    }

    @Test
    void theLimitIsThatOfTheEndpointAtThePath() {
        assertThat(limit(HttpMethod.POST, "/api/v1/directories")).isEqualTo(BodyLimit.SMALL);
        assertThat(limit(HttpMethod.GET, "/api/v1/directories")).isEqualTo(BodyLimit.NONE);
        assertThat(limit(HttpMethod.POST, "/nowhere")).isEqualTo(BodyLimit.NONE);
        assertThat(limit(HttpMethod.POST, "/api/v1/fsck").bytes()).isBetween(500L * 4096 * 2, 500L * 4096 * 3);
    }

    @Test
    void noLimitIsAboveTheCeilingForAll() {
        assertThat(Endpoints.ALL)
                .allSatisfy(endpoint -> assertThat(
                                limit(endpoint.method(), endpoint.path()).bytes())
                        .isLessThanOrEqualTo(LIMITS.maxRequestBody().toBytes()));
    }

    @Test
    void aNodeMayHaveAsManyDisksAsItIsAllowed() {
        NodeDisk disk =
                new NodeDisk(new UUID(1, 2), "/disks/" + "d".repeat(1000), NodeDisk.Condition.FAILED, "e".repeat(1000));
        NodeRegistration registration = new NodeRegistration(
                NodeId.random(),
                "node-1",
                null,
                "https://node-1:7080",
                "zone-1",
                "1.0",
                new NodeSpace(10, 1, 9),
                NodeKey.generate().publicKey(),
                Collections.nCopies(Limits.MAX_DISKS_PER_NODE, disk));
        String body = JsonMapper.shared().writeValueAsString(registration);

        for (String path : List.of("/api/v1/nodes", "/api/v1/nodes/%s/heartbeats".formatted(NodeId.random()))) {
            assertThat(limit(HttpMethod.POST, path).bytes()).isGreaterThan(body.length());
            assertThat(limit(HttpMethod.POST, path).values()).isGreaterThan(tokens(body));
        }
    }

    private static long tokens(String body) {
        long tokens = 0;
        try (JsonParser parser = JsonMapper.shared().createParser(body)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    private static BodyLimit limit(HttpMethod method, String path) {
        return Endpoints.bodyLimit(method, path, LIMITS);
    }
}
