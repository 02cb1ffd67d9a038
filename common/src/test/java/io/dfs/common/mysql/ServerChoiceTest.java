package io.dfs.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerChoiceTest {

    static Stream<Arguments> choices() {
        ServerChoice given = new ServerChoice.Given("jdbc:mysql://db/", "root", "");
        return Stream.of(
                Arguments.of(Map.of(), true, new ServerChoice.Container("mysql:9.7")),
                Arguments.of(Map.of(), false, new ServerChoice.Process()),
                Arguments.of(
                        Map.of("DFS_TEST_MYSQL_IMAGE", "mysql:8.0.33"),
                        true,
                        new ServerChoice.Container("mysql:8.0.33")),
                Arguments.of(Map.of("DFS_TEST_MYSQL_IMAGE", "mysql:8.0.33"), false, new ServerChoice.Process()),
                Arguments.of(Map.of("DFS_TEST_MYSQL_IMAGE", " "), true, new ServerChoice.Container("mysql:9.7")),
                Arguments.of(Map.of("DFS_TEST_MYSQL_REQUIRED", "true"), true, new ServerChoice.Container("mysql:9.7")),
                Arguments.of(Map.of("DFS_TEST_MYSQL_REQUIRED", "false"), false, new ServerChoice.Process()),
                Arguments.of(Map.of("DFS_TEST_MYSQL_URL", "jdbc:mysql://db"), true, given),
                Arguments.of(Map.of("DFS_TEST_MYSQL_URL", "jdbc:mysql://db/"), false, given),
                Arguments.of(
                        Map.of(
                                "DFS_TEST_MYSQL_URL", "jdbc:mysql://db/",
                                "DFS_TEST_MYSQL_USER", "me",
                                "DFS_TEST_MYSQL_PASSWORD", "word",
                                "DFS_TEST_MYSQL_REQUIRED", "true"),
                        false,
                        new ServerChoice.Given("jdbc:mysql://db/", "me", "word")));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void aNamedServerComesFirstThenAContainerThenTheFallback(
            Map<String, String> environment, boolean engine, ServerChoice choice) {
        assertThat(ServerChoice.of(environment, engine)).isEqualTo(choice);
    }

    @Test
    void theFallbackIsRefusedWhereMySqlIsRequired() {
        assertThatThrownBy(() -> ServerChoice.of(
                        Map.of("DFS_TEST_MYSQL_REQUIRED", "true", "DFS_TEST_MYSQL_IMAGE", "mysql:8.0.33"), false))
                .hasMessageContaining("no Docker engine answers to run mysql:8.0.33");
    }
}
