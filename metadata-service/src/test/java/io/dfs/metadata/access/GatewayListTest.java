package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The gateway's outside port refuses what only programs of the cluster may call; its list is that of {@link Endpoints}. */
class GatewayListTest {

    private static final Path LIST = Path.of("../deploy/gateway/programs-only.lst");

    @Test
    void theGatewayRefusesExactlyTheEndpointsOfPrograms() throws IOException {
        List<String> expected = Endpoints.ALL.stream()
                .filter(endpoint -> endpoint.audience() == Audience.PROGRAMS)
                .map(GatewayListTest::pattern)
                .toList();

        assertThat(lines()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void noEndpointOfPeopleIsRefused() throws IOException {
        List<Pattern> patterns = lines().stream().map(Pattern::compile).toList();

        assertThat(Endpoints.ALL)
                .filteredOn(endpoint -> endpoint.audience() != Audience.PROGRAMS)
                .noneMatch(endpoint -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(endpoint.method() + " " + endpoint.path())
                                .find()));
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static String pattern(Endpoint endpoint) {
        return "^" + endpoint.method() + " " + endpoint.path().replaceAll("\\{[^/]+}", "[^/]+") + "$";
    }
}
