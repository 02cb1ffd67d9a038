package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.limits.BodyLimit;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.support.DefaultLimits;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class EndpointBodiesTest {

    private static final Limits LIMITS = DefaultLimits.with();

    /** An endpoint that somebody adds takes no body until its row says how large one may be. */
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

    private static BodyLimit limit(HttpMethod method, String path) {
        return Endpoints.bodyLimit(method, path, LIMITS);
    }
}
