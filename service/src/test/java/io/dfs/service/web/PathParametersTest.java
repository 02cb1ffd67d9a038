package io.dfs.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.service.EdgeApplication;
import io.dfs.service.RawConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class PathParametersTest {

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        service = EdgeApplication.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/from;a=b",
                "/from;",
                "/from;%",
                "/from;%zz",
                "/;a=%c3%28/from",
                "/actuator/health;%",
                "/actuator;a=b/prometheus"
            })
    void areRefusedOnEveryPort(String path) {
        assertThat(answer(EdgeApplication.port(service), path)).satisfies(PathParametersTest::isAProblem);
        assertThat(answer(EdgeApplication.managementPort(service), path)).satisfies(PathParametersTest::isAProblem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/from?a;b", "/from?%zz;"})
    void mayStandInAQuery(String target) {
        assertThat(answer(EdgeApplication.port(service), target)).startsWith("HTTP/1.1 200");
    }

    private static void isAProblem(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"INVALID_REQUEST\"")
                .contains("X-Content-Type-Options: nosniff");
    }

    private static String answer(int port, String target) {
        try (RawConnection connection = new RawConnection(port)) {
            return connection
                    .say("GET %s HTTP/1.1\nHost: x\nConnection: close\n\n".formatted(target))
                    .readAll();
        }
    }
}
