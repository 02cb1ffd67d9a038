package io.dfs.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.session.Console;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.GlobalOptions;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.TransferSettings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {

    private static Invocation at(Map<String, String> variables, ByteArrayOutputStream err) {
        PrintStream printer = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Invocation(
                new GlobalOptions(),
                new Console(InputStream.nullInputStream(), printer, printer, true, true),
                new Environment(variables, Path.of("/"), Path.of("/"), Clock.systemUTC()),
                TransferSettings.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dumb"})
    void aTerminalThatCantMoveItsCursorGetsLines(String term) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        try (Progress progress = ProgressDisplay.open(at(Map.of("TERM", term), err), "upload x")) {
            progress.warn("something");
            progress.finish("done");
        }

        assertThat(err.toString(StandardCharsets.UTF_8).lines()).containsExactly("upload x", "dfs: something", "done");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("\033").doesNotContain("\r");
    }

    @Test
    void aNameInALineIsHarmless() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        try (Progress progress = ProgressDisplay.open(at(Map.of(), err), "upload \033[2J")) {
            progress.warn("\033[2J");
        }

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("dfs: \\x1b[2J")
                .doesNotContain("\033");
    }
}
