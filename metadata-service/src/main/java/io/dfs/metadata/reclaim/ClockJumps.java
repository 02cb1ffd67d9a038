package io.dfs.metadata.reclaim;

import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Notices that the database's clock jumps, by comparing it with this machine's monotonic one. After a jump forward, whatever
 * has a time to wait seems to have waited; so nothing is reclaimed for hours, in which a person can set the clock right. A jump
 * while no metadata service runs is not noticed.
 */
@Component
class ClockJumps {

    /** Time for a person to see the alarm and to correct the clock. */
    static final Duration PAUSE = Duration.ofHours(6);

    /** A machine that was busy, and a clock that is being adjusted, differ by less. */
    static final Duration LARGEST_DRIFT = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(ClockJumps.class);

    private record Look(Instant database, long nanos) {}

    private final DatabaseClock clock;
    private final JdbcClient jdbc;
    private final Transactions transactions;
    private @Nullable Look last;

    ClockJumps(DatabaseClock clock, JdbcClient jdbc, Transactions transactions) {
        this.clock = clock;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Scheduled(fixedDelayString = "10s")
    void tick() {
        try {
            look(clock.instant(), System.nanoTime());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't compare the database's clock: {}", e.getMessage());
        }
    }

    synchronized void look(Instant database, long nanos) {
        Look before = last;
        if (before != null) {
            Duration jump = Duration.between(before.database(), database).minusNanos(nanos - before.nanos());
            if (jump.abs().compareTo(LARGEST_DRIFT) > 0) {
                pause(database, jump);
            }
        }
        // Only now, so that a jump that could not be written down is found again.
        last = new Look(database, nanos);
    }

    private void pause(Instant now, Duration jump) {
        Instant until = now.plus(PAUSE);
        transactions.run(() -> jdbc.sql(
                        "UPDATE cluster SET reclaim_paused_until = ?, clock_jump_seconds = ? WHERE singleton = 1")
                .params(SqlValues.time(until), jump.toSeconds())
                .update());
        LOG.error("the database's clock jumped by {} s: nothing is reclaimed until {}", jump.toSeconds(), until);
    }

    /** Until when nothing is reclaimed; empty if there is no reason to wait. */
    Optional<Instant> pausedUntil(Instant now) {
        return jdbc.sql("SELECT reclaim_paused_until FROM cluster WHERE singleton = 1")
                .query((row, _) -> Optional.ofNullable(SqlValues.instantOrNull(row, "reclaim_paused_until")))
                .single()
                // One that is further away was written by a clock that has been set back since.
                .filter(until -> until.isAfter(now) && !until.isAfter(now.plus(PAUSE)));
    }
}
