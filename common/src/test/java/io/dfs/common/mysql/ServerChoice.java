package io.dfs.common.mysql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A MySQL server that the tests could run on. Which ones come into question is a pure function of what the machine has. */
sealed interface ServerChoice {

    /** An existing server; its URL ends with a slash, behind which a schema's name goes. */
    record Given(String url, String user, String password) implements ServerChoice {}

    record Container(String image) implements ServerChoice {}

    /** The {@code mysqld} that is installed on this machine, as a process of the tests. */
    record Installed(Path mysqld) implements ServerChoice {}

    /** The one that Maven can fetch, as a process of the tests. */
    record Packed() implements ServerChoice {}

    String DEFAULT_IMAGE = "mysql:9.7";

    /** What to try, best first. A server that is named is the only one: tests on another would prove something else. */
    static List<ServerChoice> of(Map<String, String> environment, Machine machine) {
        String url = environment.getOrDefault("DFS_TEST_MYSQL_URL", "").strip();
        if (!url.isEmpty()) {
            return List.of(new Given(
                    url.endsWith("/") ? url : url + "/",
                    environment.getOrDefault("DFS_TEST_MYSQL_USER", "root"),
                    environment.getOrDefault("DFS_TEST_MYSQL_PASSWORD", "")));
        }
        return startable(environment, machine);
    }

    /** What to try, best first, where the tests have to start the server themselves. */
    static List<ServerChoice> startable(Map<String, String> environment, Machine machine) {
        List<ServerChoice> choices = new ArrayList<>();
        if (machine.engine()) {
            choices.add(new Container(image(environment)));
        }
        machine.mysqld().ifPresent(mysqld -> choices.add(new Installed(mysqld)));
        if (machine.runsPackedServer()) {
            choices.add(new Packed());
        }
        return choices;
    }

    /** Whether tests fail where no server starts; otherwise they are reported as not run. */
    static boolean isRequired(Map<String, String> environment) {
        return Boolean.parseBoolean(
                environment.getOrDefault("DFS_TEST_MYSQL_REQUIRED", "").strip());
    }

    private static String image(Map<String, String> environment) {
        String image = environment.getOrDefault("DFS_TEST_MYSQL_IMAGE", "").strip();
        return image.isEmpty() ? DEFAULT_IMAGE : image;
    }

    /**
     * What this machine has.
     *
     * @param engine whether a Docker engine answers
     * @param mysqld an installed MySQL server
     * @param runsPackedServer whether the server that Maven can fetch is made for this system and processor
     */
    record Machine(boolean engine, Optional<Path> mysqld, boolean runsPackedServer) {}
}
