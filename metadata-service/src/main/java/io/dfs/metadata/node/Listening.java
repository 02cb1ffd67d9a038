package io.dfs.metadata.node;

import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Since when this service could have heard heartbeats without a gap. Begins again when the service or its database was away
 * or the clock jumped, because then silence says nothing about the nodes.
 */
@Component
@DependsOnDatabaseInitialization
class Listening {

    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final DatabaseClock clock;
    private final Duration longestGap;
    private Span span;
    private Instant lastTick;

    /**
     * @param since the begin
     * @param heardUntil until when heartbeats had been heard before that, by this service or another: who was silent for
     *     long then already was dead then already
     */
    record Span(Instant since, Instant heardUntil) {}

    Listening(DatabaseClock clock, Liveness liveness, LatestHeartbeat latestHeartbeat) {
        this.clock = clock;
        this.longestGap = liveness.staleAfter();
        this.lastTick = clock.instant();
        this.span = new Span(lastTick, latestHeartbeat.at().orElse(lastTick));
    }

    synchronized Instant since() {
        return span.since();
    }

    synchronized Span span() {
        return span;
    }

    @Scheduled(fixedDelayString = "${dfs.liveness.heartbeat-interval:3s}")
    void tick() {
        try {
            tick(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't reach the database, so heartbeats may be lost too: {}", e.getMessage());
        }
    }

    synchronized void tick(Instant now) {
        Duration gap = Duration.between(lastTick, now);
        if (gap.abs().compareTo(longestGap) > 0) {
            LOG.warn(
                    "the service, its database or the clock missed {} ms: calling no node dead for now",
                    gap.toMillis());
            begin(now, lastTick);
        }
        lastTick = now;
    }

    /** Nothing that was or was not heard in between says anything. */
    synchronized void begin(Instant since, Instant heardUntil) {
        this.span = new Span(since, heardUntil);
    }

    synchronized void begin(Instant since) {
        begin(since, since);
    }
}
