package io.dfs.common.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;

/**
 * A real server that speaks MySQL, one per JVM: the one that {@code DFS_TEST_MYSQL_URL} names (with
 * {@code DFS_TEST_MYSQL_USER} and {@code DFS_TEST_MYSQL_PASSWORD}; the user may create schemas); else the image that
 * {@code DFS_TEST_MYSQL_IMAGE} names in a container, if a Docker engine answers; else MariaDB as a process. There is always
 * one, so no test is ever skipped; {@code DFS_TEST_MYSQL_REQUIRED=true} makes it MySQL or nothing.
 */
public final class MySqlServer {

    private static final class Shared {
        private static final MySqlServer SERVER = start(System.getenv());
    }

    private final String url;
    private final String user;
    private final String password;

    /** Whether schemas have to be dropped, because the server outlives the tests. */
    private final boolean somebodyElses;

    private final String product;

    /** @param url ends with a slash: a schema's name goes behind it */
    private MySqlServer(String url, String user, String password, boolean somebodyElses) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.somebodyElses = somebodyElses;
        this.product = askForProduct();
    }

    public static MySqlServer shared() {
        return Shared.SERVER;
    }

    /** Whether {@link #shared()} is MySQL itself and not the fallback; also if it must be and can't. */
    public static boolean isMySqlAtHand() {
        return ServerChoice.isRequired(System.getenv())
                || !(ServerChoice.of(System.getenv(), isEngineThere()) instanceof ServerChoice.Process);
    }

    /** A server of the caller's own that can be killed and paused; a container, or MariaDB if there is no engine. */
    public static StoppableServer stoppable() {
        Map<String, String> environment = System.getenv();
        return switch (ServerChoice.of(environment, isEngineThere())) {
            case ServerChoice.Container container -> new StoppableContainer(container.image());
            case ServerChoice.Given _ ->
                isEngineThere() ? new StoppableContainer(ServerChoice.DEFAULT_IMAGE) : StoppableProcess.start();
            case ServerChoice.Process _ -> StoppableProcess.start();
        };
    }

    /** Name and version, as the server tells them. */
    public String product() {
        return product;
    }

    public boolean isMariaDb() {
        return product.contains("MariaDB");
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
        if (somebodyElses) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> execute("DROP DATABASE IF EXISTS " + schema)));
        }
        return url + schema;
    }

    private static MySqlServer start(Map<String, String> environment) {
        MySqlServer server = switch (ServerChoice.of(environment, isEngineThere())) {
            case ServerChoice.Given given -> new MySqlServer(given.url(), given.user(), given.password(), true);
            case ServerChoice.Container container ->
                new MySqlServer(Containers.start(container.image()), "root", Containers.PASSWORD, false);
            case ServerChoice.Process _ -> new MySqlServer(MariaDb.start().url(), "root", "", false);
        };
        if (ServerChoice.isRequired(environment) && server.isMariaDb()) {
            throw new IllegalStateException("DFS_TEST_MYSQL_REQUIRED is true, and DFS_TEST_MYSQL_URL names a "
                    + server.product() + ": name a MySQL server, or leave it out");
        }
        server.noteProduct();
        return server;
    }

    static boolean isEngineThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** For whoever wants to know afterwards what the tests of this module ran on. */
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
