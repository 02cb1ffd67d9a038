package io.dfs.common.mysql;

import java.util.Map;

/** Which server the tests run on: a pure function of the environment and of whether a Docker engine answers. */
sealed interface ServerChoice {

    /** Somebody's server; its URL ends with a slash, behind which a schema's name goes. */
    record Given(String url, String user, String password) implements ServerChoice {}

    record Container(String image) implements ServerChoice {}

    /** The fallback: MariaDB as a process of this machine. */
    record Process() implements ServerChoice {}

    String DEFAULT_IMAGE = "mysql:9.7";

    static ServerChoice of(Map<String, String> environment, boolean engine) {
        String url = environment.getOrDefault("DFS_TEST_MYSQL_URL", "").strip();
        if (!url.isEmpty()) {
            return new Given(
                    url.endsWith("/") ? url : url + "/",
                    environment.getOrDefault("DFS_TEST_MYSQL_USER", "root"),
                    environment.getOrDefault("DFS_TEST_MYSQL_PASSWORD", ""));
        }
        if (engine) {
            return new Container(image(environment));
        }
        if (isRequired(environment)) {
            throw new IllegalStateException("DFS_TEST_MYSQL_REQUIRED is true, and there is no MySQL: no Docker engine"
                    + " answers to run %s, and DFS_TEST_MYSQL_URL names no server. Start an engine ('docker info' tells"
                            .formatted(image(environment))
                    + " whether it answers), or name a server");
        }
        return new Process();
    }

    /** Whether only MySQL itself will do. */
    static boolean isRequired(Map<String, String> environment) {
        return Boolean.parseBoolean(
                environment.getOrDefault("DFS_TEST_MYSQL_REQUIRED", "").strip());
    }

    private static String image(Map<String, String> environment) {
        String image = environment.getOrDefault("DFS_TEST_MYSQL_IMAGE", "").strip();
        return image.isEmpty() ? DEFAULT_IMAGE : image;
    }
}
