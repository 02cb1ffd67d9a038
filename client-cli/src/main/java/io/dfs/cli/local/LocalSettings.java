package io.dfs.cli.local;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which variables of a person's environment reach the processes of a local cluster: every {@code DFS_…} variable that names
 * a setting of a service. Not those that say who a process is or where it is, which the cluster decides, nor those of the
 * client itself, nor anything secret.
 */
final class LocalSettings {

    private static final String PREFIX = "DFS_";

    /** What the cluster decides. */
    private static final Set<String> IDENTITY = Set.of(
            "DFS_PORT",
            "DFS_BIND_ADDRESS",
            "DFS_MANAGEMENT_PORT",
            "DFS_MANAGEMENT_ADDRESS",
            "DFS_METADATA_URL",
            "DFS_DATABASE_URL",
            "DFS_DATABASE_USER",
            "DFS_NODE_NAME",
            "DFS_NODE_ZONE",
            "DFS_NODE_DATA_DIRS",
            "DFS_NODE_ADVERTISED_URL",
            "DFS_CONTROLLER_NAME",
            "DFS_TLS_CERTIFICATE",
            "DFS_TLS_PRIVATE_KEY",
            "DFS_TLS_CA",
            "DFS_TLS_CLIENT_AUTH");

    private static final Set<String> CLIENT =
            Set.of("DFS_ENDPOINT", "DFS_CONFIG", "DFS_STATE_DIR", "DFS_JAVA_OPTS", "DFS_NO_BUILD", "DFS_MOVE_TO_USER");

    private LocalSettings() {}

    /** Those of the variables that are settings, by name. */
    static Map<String, String> among(Map<String, String> variables) {
        Map<String, String> settings = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (isSetting(name) && !value.isBlank()) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    private static boolean isSetting(String name) {
        return name.startsWith(PREFIX)
                && !name.startsWith("DFS_TEST_")
                && !IDENTITY.contains(name)
                && !CLIENT.contains(name)
                && !isSecret(name);
    }

    /** Settings are kept in a file that others may read. The names of files with secrets are none. */
    private static boolean isSecret(String name) {
        return name.contains("SECRET")
                || name.contains("PASSWORD")
                || name.contains("TOKEN")
                || name.equals("DFS_ENCRYPTION_KEY");
    }
}
