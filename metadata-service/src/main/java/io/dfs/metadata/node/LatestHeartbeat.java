package io.dfs.metadata.node;

import io.dfs.metadata.database.SqlValues;
import java.time.Instant;
import java.util.Optional;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When any node was last heard, by any service. */
@Component
@DependsOnDatabaseInitialization
class LatestHeartbeat {

    private final JdbcClient jdbc;

    LatestHeartbeat(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if there is no node. */
    Optional<Instant> at() {
        return jdbc.sql("SELECT last_heartbeat_at FROM node ORDER BY last_heartbeat_at DESC LIMIT 1")
                .query((row, _) -> SqlValues.instant(row, "last_heartbeat_at"))
                .optional();
    }
}
