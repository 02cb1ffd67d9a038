package io.dfs.common.mysql;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** MySQL as a process of the tests, with a directory of its own. Both are gone when the JVM has ended. */
final class MySqlProcess implements StoppableServer {

    private static final String USER = "root";

    /** Nothing has to survive: what most tests store is not worth a sync of the disk. */
    static final List<String> FAST =
            List.of("--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--innodb-doublewrite=OFF");

    private static final List<String> DURABLE = List.of("--innodb-flush-log-at-trx-commit=1", "--sync-binlog=1");

    /** Ends the server when standard input ends: that is when the JVM ends, however it ends. */
    private static final List<String> UNTIL_INPUT_ENDS =
            List.of("sh", "-c", "\"$@\" & server=$!; cat > /dev/null; kill -9 $server", "until-input-ends");

    private final Path home;
    private final Path log;
    private final int port;
    private final List<String> command;
    private final Thread closer = new Thread(this::remove);
    private Process shell;
    private int launches;

    private MySqlProcess(Path mysqld, List<String> settings) {
        try {
            // Short, because the path of a socket has at most 107 bytes.
            home = Files.createTempDirectory("dfs-mysql");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(closer);
        log = home.resolve("log");
        port = StoppableServer.freePort();
        command = new ArrayList<>(command(mysqld));
        initialize();
        command.addAll(settings);
        shell = launch();
        awaitAnswer();
    }

    /** One that may lose its latest commits when it is killed. */
    static MySqlProcess fast(Path mysqld) {
        return new MySqlProcess(mysqld, FAST);
    }

    /** One that keeps what it acknowledged, as in production. */
    static MySqlProcess durable(Path mysqld) {
        return new MySqlProcess(mysqld, DURABLE);
    }

    @Override
    public String url() {
        return Containers.url("127.0.0.1", port);
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public String product() {
        return "MySQL as a process";
    }

    @Override
    public void pause() {
        signal("STOP");
    }

    @Override
    public void resume() {
        signal("CONT");
    }

    @Override
    public void kill() {
        signal("KILL");
        end(shell.toHandle());
    }

    @Override
    public void startAgain() {
        shell = launch();
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(closer);
    }

    /** {@code --no-defaults} first: the configuration of this machine's own server is none of the tests' business. */
    private List<String> command(Path mysqld) {
        List<String> options = new ArrayList<>(List.of(
                mysqld.toString(),
                "--no-defaults",
                "--datadir=" + home.resolve("data"),
                "--pid-file=" + home.resolve("pid"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--mysqlx=OFF",
                "--auto-generate-certs=OFF",
                "--caching-sha2-password-auto-generate-rsa-keys=OFF",
                "--user=" + System.getProperty("user.name")));
        options.addAll(Containers.SERVER_OPTIONS);
        return options;
    }

    private void initialize() {
        List<String> once = new ArrayList<>(command);
        once.add("--initialize-insecure");
        try {
            int exit = new ProcessBuilder(once)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new NoServerException("%s ended with %d: %s".formatted(command.getFirst(), exit, lastLine()));
            }
        } catch (IOException e) {
            throw new NoServerException(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process launch() {
        List<String> wrapped = new ArrayList<>(UNTIL_INPUT_ENDS);
        wrapped.addAll(command);
        // A new one each time: to a server that is started again, one that was killed and is not reaped yet holds the
        // old one.
        wrapped.add("--socket=" + home.resolve("s" + ++launches));
        try {
            return new ProcessBuilder(wrapped)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> answers() || server().findAny().isEmpty());
        if (!answers()) {
            throw new NoServerException("%s has ended: %s".formatted(command.getFirst(), lastLine()));
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url(), USER, "")) {
            return connection.isValid(10);
        } catch (SQLException _) {
            return false;
        }
    }

    private Stream<ProcessHandle> server() {
        return shell.children()
                .filter(child -> child.info()
                        .command()
                        .orElse("")
                        .endsWith(Path.of(command.getFirst()).getFileName().toString()));
    }

    private void signal(String signal) {
        server().forEach(server -> {
            try {
                new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String lastLine() {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove() {
        if (shell != null) {
            shell.descendants().forEach(MySqlProcess::end);
            end(shell.toHandle());
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }
}
