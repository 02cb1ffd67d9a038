package io.dfs.metadata.node;

import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How fast copies are made, by the last minutes. */
@Component
class DrainPace {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    DrainPace(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How long so many bytes take at that rate; null if nothing moved. */
    @Nullable
    Long secondsFor(long lengthBytes) {
        if (lengthBytes == 0) {
            return 0L;
        }
        long copied = jdbc.sql("SELECT COALESCE(SUM(length_bytes), 0) FROM repair_rate WHERE minute_at > ?")
                .param(SqlValues.time(clock.instant().minus(WINDOW)))
                .query(Long.class)
                .single();
        return seconds(lengthBytes, copied);
    }

    static @Nullable Long seconds(long lengthBytes, long copiedInWindow) {
        if (copiedInWindow <= 0) {
            return null;
        }
        return (long) Math.ceil((double) lengthBytes / copiedInWindow * WINDOW.toSeconds());
    }
}
