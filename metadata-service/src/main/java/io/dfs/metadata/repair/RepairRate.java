package io.dfs.metadata.repair;

import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what repair copies, by the minute, for the rate that people are told. */
@Component
class RepairRate {

    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    RepairRate(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Within the caller's transaction, and best as its last step: all completions of a minute share the row. */
    void count(long lengthBytes) {
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        int added = jdbc.sql(
                        "UPDATE repair_rate SET copies = copies + 1, length_bytes = length_bytes + ? WHERE minute_at = ?")
                .params(lengthBytes, SqlValues.time(minute))
                .update();
        if (added == 0) {
            jdbc.sql("DELETE FROM repair_rate WHERE minute_at < ?")
                    .param(SqlValues.time(minute.minus(KEPT)))
                    .update();
            jdbc.sql("INSERT INTO repair_rate (minute_at, copies, length_bytes) VALUES (?, 1, ?)")
                    .params(SqlValues.time(minute), lengthBytes)
                    .update();
        }
    }
}
