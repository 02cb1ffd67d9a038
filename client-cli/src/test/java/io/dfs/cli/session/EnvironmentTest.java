package io.dfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void homeIsTheVariableBeforeWhatTheSystemKnowsOfTheUser() {
        assertThat(Environment.home("/home/other", "/root")).isEqualTo(Path.of("/home/other"));
        assertThat(Environment.home(null, "/root")).isEqualTo(Path.of("/root"));
        assertThat(Environment.home("", "/root")).isEqualTo(Path.of("/root"));
    }

    @Test
    void aUserWithoutAHomeLeavesNothingInTheWorkingDirectory() {
        assertThat(Environment.home(null, "?")).isEqualTo(Path.of("/"));
        assertThat(Environment.home(null, null)).isEqualTo(Path.of("/"));
    }
}
