package io.dfs.common.mysql;

import java.util.ArrayList;
import java.util.List;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/** MySQL in containers. */
final class Containers {

    static final String PASSWORD = "test";
    static final int PORT = 3306;

    /**
     * The same for every server of the tests. Its time zone is not UTC, because that must make no difference, and what
     * Testcontainers has made small is of its usual size.
     */
    static final List<String> SERVER_OPTIONS = List.of(
            "--default-time-zone=+05:00",
            "--max-allowed-packet=64M",
            "--innodb-buffer-pool-size=256M",
            "--table-open-cache=4000",
            "--max-connections=500");

    private Containers() {}

    /** Starts one that is there until the JVM ends, and returns the URL of its schemas. */
    static String start(String image) {
        MySQLContainer container = of(image, MySqlProcess.FAST);
        // By ourselves, because Testcontainers' own reaper can't be had without a registry.
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        container.start();
        return url(container.getHost(), container.getMappedPort(PORT));
    }

    /** One that is not started yet. */
    static MySQLContainer of(String image, List<String> more) {
        MySQLContainer container = new MySQLContainer(
                        DockerImageName.parse(image).asCompatibleSubstituteFor("mysql"))
                .withUsername("root")
                .withPassword(PASSWORD);
        List<String> command = new ArrayList<>(List.of("mysqld"));
        command.addAll(SERVER_OPTIONS);
        command.addAll(more);
        return container.withCommand(command.toArray(String[]::new));
    }

    static String url(String host, int port) {
        return "jdbc:mysql://%s:%d/".formatted(host, port);
    }
}
