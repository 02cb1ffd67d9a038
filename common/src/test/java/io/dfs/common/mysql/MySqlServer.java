package io.dfs.common.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;

/**
 * A MySQL server, one per JVM: the one that {@code DFS_TEST_MYSQL_URL} names (with {@code DFS_TEST_MYSQL_USER} and
 * {@code DFS_TEST_MYSQL_PASSWORD}; the user may create schemas); else the first of these that starts: the image that
 * {@code DFS_TEST_MYSQL_IMAGE} names in a container, if a Docker engine answers; the installed {@code mysqld}; the one that Maven
 * can fetch. Where none starts, classes with {@link NeedsMySql} do not run and the build says so; with
 * {@code DFS_TEST_MYSQL_REQUIRED=true} they fail.
 */
public final class MySqlServer {

    private static final String UNIX = "unix://";

    private static final class Shared {
        private static final Attempt<MySqlServer> ATTEMPT = startShared();
    }

    /** A server, or why there is none. */
    private record Attempt<T>(@Nullable T server, String failure) {

        T orThrow() {
            if (server == null) {
                throw new NoServerException(failure);
            }
            return server;
        }
    }

    private final String url;
    private final String user;
    private final String password;

    /** Whether schemas have to be dropped, because the server outlives the tests. */
    private final boolean outlivesTests;

    private final String product;

    /** @param url ends with a slash: a schema's name goes behind it */
    private MySqlServer(String url, String user, String password, boolean outlivesTests) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.outlivesTests = outlivesTests;
        this.product = askForProduct();
    }

    /** Only for classes with {@link NeedsMySql}, or if {@link #absence} is empty. */
    public static MySqlServer shared() {
        return Shared.ATTEMPT.orThrow();
    }

    /** Why there is no {@link #shared} server, unless there is one or there must be one. */
    public static Optional<String> absence() {
        return Shared.ATTEMPT.server() != null || ServerChoice.isRequired(System.getenv())
                ? Optional.empty()
                : Optional.of(Shared.ATTEMPT.failure());
    }

    /** A server of the caller's own that can be killed and paused, and keeps what it acknowledged. */
    public static StoppableServer stoppable() {
        return first(ServerChoice.startable(System.getenv(), machine()), MySqlServer::startStoppable)
                .orThrow();
    }

    /** Name and version, as the server reports them. */
    public String product() {
        return product;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Makes an empty schema and returns its JDBC URL. It is gone when the JVM has ended. */
    public String freshSchema() {
        String schema = "dfs_test_" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE DATABASE " + schema);
        if (outlivesTests) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> execute("DROP DATABASE IF EXISTS " + schema)));
        }
        return url + schema;
    }

    private static Attempt<MySqlServer> startShared() {
        NotRun.clear();
        Attempt<MySqlServer> attempt = first(ServerChoice.of(System.getenv(), machine()), MySqlServer::start);
        if (attempt.server() != null) {
            attempt.server().noteProduct();
        }
        return attempt;
    }

    private static <T> Attempt<T> first(List<ServerChoice> choices, Function<ServerChoice, T> start) {
        List<String> failures = new ArrayList<>();
        for (ServerChoice choice : choices) {
            try {
                return new Attempt<>(start.apply(choice), "");
            } catch (NoServerException | ContainerLaunchException | ContainerFetchException e) {
                failures.add(nameOf(choice) + ": " + e.getMessage());
            }
        }
        return new Attempt<>(
                null,
                failures.isEmpty()
                        ? "No Docker engine answers, and no MySQL server is installed or made for this machine."
                        : "None starts: " + String.join("; ", failures) + ".");
    }

    private static String nameOf(ServerChoice choice) {
        return switch (choice) {
            case ServerChoice.Given given -> given.url();
            case ServerChoice.Container container -> "a container of " + container.image();
            case ServerChoice.Installed _ -> "the installed one";
            case ServerChoice.Packed _ -> "the one that Maven fetches";
        };
    }

    private static MySqlServer start(ServerChoice choice) {
        return switch (choice) {
            case ServerChoice.Given given -> new MySqlServer(given.url(), given.user(), given.password(), true);
            case ServerChoice.Container container ->
                new MySqlServer(Containers.start(container.image()), "root", Containers.PASSWORD, false);
            case ServerChoice.Installed installed -> of(MySqlProcess.fast(installed.mysqld()));
            case ServerChoice.Packed _ -> of(MySqlProcess.fast(PackedServer.unpacked()));
        };
    }

    private static StoppableServer startStoppable(ServerChoice choice) {
        return switch (choice) {
            case ServerChoice.Given given -> throw new IllegalArgumentException(given + " can't be stopped by tests");
            case ServerChoice.Container container -> new StoppableContainer(container.image());
            case ServerChoice.Installed installed -> MySqlProcess.durable(installed.mysqld());
            case ServerChoice.Packed _ -> MySqlProcess.durable(PackedServer.unpacked());
        };
    }

    private static MySqlServer of(MySqlProcess process) {
        return new MySqlServer(process.url(), process.user(), process.password(), false);
    }

    private static ServerChoice.Machine machine() {
        return new ServerChoice.Machine(isEngineThere(), InstalledServer.find(), PackedServer.isForThisMachine());
    }

    /**
     * Testcontainers tries other engines where the one that {@code DOCKER_HOST} names does not answer, and waits minutes for an
     * image; these tests use the named one or none.
     */
    private static boolean isEngineThere() {
        String named = System.getenv().getOrDefault("DOCKER_HOST", "");
        if (named.startsWith(UNIX) && !Files.exists(Path.of(named.substring(UNIX.length())))) {
            return false;
        }
        DockerClientFactory factory = DockerClientFactory.instance();
        return factory.isDockerAvailable()
                && (named.isEmpty()
                        || named.equals(
                                factory.getTransportConfig().getDockerHost().toString()));
    }

    /** For a reader who wants to know afterwards what the tests of this module ran on. */
    private void noteProduct() {
        Path note = Path.of("target", "database-under-test.txt");
        try {
            Files.createDirectories(note.getParent());
            Files.writeString(note, product + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String askForProduct() {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            return connection.getMetaData().getDatabaseProductName() + " "
                    + connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("the MySQL server of the tests does not answer at " + url, e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed on " + url, e);
        }
    }
}
