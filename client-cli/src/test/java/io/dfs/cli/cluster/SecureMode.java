package io.dfs.cli.cluster;

import java.util.Map;

/**
 * Whether the clusters of this run are protected: {@code -Ddfs.test.tls=true} or {@code DFS_TEST_TLS=true} switches TLS on
 * for every port, mutual TLS among the services, and encryption of what lies on the nodes' disks.
 */
final class SecureMode {

    /** As {@code openssl rand -hex 32} makes one; a key that looks typed is refused. */
    private static final String ENCRYPTION_KEY = "d1f3c58e0a7b946217be30f9ad58c46e92057f1ac3e86bd4305f29e87ba4160c";

    private SecureMode() {}

    static boolean isOn() {
        return Boolean.getBoolean("dfs.test.tls") || "true".equals(System.getenv("DFS_TEST_TLS"));
    }

    static String scheme() {
        return isOn() ? "https" : "http";
    }

    /** What every service is set to in addition, apart from its own certificate. */
    static Map<String, String> settings() {
        return isOn() ? Map.of("DFS_TLS_CLIENT_AUTH", "want", "DFS_ENCRYPTION_KEY", ENCRYPTION_KEY) : Map.of();
    }
}
