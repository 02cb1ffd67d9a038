package io.dfs.metadata.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The database's clock. All services of a cluster share it, so liveness, leases and stored times are told by it and not by
 * the clock of the machine that happens to serve a request.
 */
@Component
public class DatabaseClock {

    private final JdbcClient jdbc;

    public DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Now, in microseconds. One statement; within a transaction some databases repeat the first answer. */
    public Instant instant() {
        return jdbc.sql("SELECT CURRENT_TIMESTAMP(6)")
                .query((row, _) -> row.getObject(1, LocalDateTime.class))
                .single()
                .toInstant(ZoneOffset.UTC);
    }
}
