package io.dfs.cli.cluster;

import io.dfs.common.mysql.MySqlServer;
import java.util.Map;

/** Where a cluster of the tests keeps its metadata: in MySQL if a server starts, otherwise in H2. */
final class ClusterDatabase {

    private ClusterDatabase() {}

    /** What the metadata service needs for an empty database; nothing for the file that it makes by itself. */
    static Map<String, String> fresh() {
        return MySqlServer.absence().isEmpty() ? onAServer() : Map.of();
    }

    /** The same for several metadata services: on a server in any case. */
    static Map<String, String> onAServer() {
        MySqlServer server = MySqlServer.shared();
        return Map.of(
                "DFS_DATABASE_URL", server.freshSchema(),
                "DFS_DATABASE_USER", server.user(),
                "DFS_DATABASE_PASSWORD", server.password());
    }
}
