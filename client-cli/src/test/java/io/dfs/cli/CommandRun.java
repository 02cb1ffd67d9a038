package io.dfs.cli;

import io.dfs.cli.session.Console;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.ResultStream;
import io.dfs.cli.session.TransferSettings;
import io.dfs.common.http.Retry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** One run of the command within this process, and what it said. */
public record CommandRun(int exitCode, byte[] outBytes, String err) {

    /** As patient as production, only in milliseconds. */
    public static final TransferSettings SETTINGS = new TransferSettings(
            Duration.ofSeconds(2),
            Duration.ofMillis(700),
            Duration.ofMillis(400),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            new Retry(Duration.ofSeconds(3), Duration.ofMillis(5), Duration.ofMillis(20)),
            new Retry(Duration.ofSeconds(10), Duration.ofMillis(5), Duration.ofMillis(20)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofMillis(60));

    public String out() {
        return new String(outBytes, StandardCharsets.UTF_8);
    }

    /** Where a command runs: its folder, its cluster, its clock. */
    public record Place(Path folder, String endpoint, Clock clock) {

        public Place(Path folder, String endpoint) {
            this(folder, endpoint, Clock.systemUTC());
        }

        public CommandRun dfs(String... arguments) {
            return dfs(new ByteArrayInputStream(new byte[0]), arguments);
        }

        /** @param out standard output, which may fail */
        public CommandRun dfsTo(OutputStream out, boolean isPipe, String... arguments) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Console console = new Console(
                    InputStream.nullInputStream(),
                    ResultStream.printer(out, isPipe),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false,
                    false);
            int exitCode = Dfs.run(console, environment(), SETTINGS, arguments);
            return new CommandRun(exitCode, new byte[0], err.toString(StandardCharsets.UTF_8));
        }

        public CommandRun dfs(InputStream in, String... arguments) {
            return run(in, environment(), arguments);
        }

        private Environment environment() {
            Map<String, String> variables = endpoint.isEmpty()
                    ? Map.of("DFS_STATE_DIR", "state")
                    : Map.of("DFS_STATE_DIR", "state", "DFS_ENDPOINT", endpoint);
            return new Environment(variables, folder, folder, clock);
        }
    }

    public static CommandRun run(InputStream in, Environment environment, String... arguments) {
        return run(in, environment, SETTINGS, arguments);
    }

    /** As patient as the settings say: for clusters whose processes really die and start again. */
    public static CommandRun run(
            InputStream in, Environment environment, TransferSettings settings, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                in,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
        int exitCode = Dfs.run(console, environment, settings, arguments);
        return new CommandRun(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}
