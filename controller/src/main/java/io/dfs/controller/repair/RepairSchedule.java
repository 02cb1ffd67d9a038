package io.dfs.controller.repair;

import io.dfs.common.error.DfsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs the repair loop again and again, and says how the last round went. A failed round is logged; the next one is its retry. */
@Component("repair")
class RepairSchedule implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(RepairSchedule.class);

    /** The outcome of the last round: {@code error} is empty if it succeeded. */
    private record Outcome(Instant at, String error) {}

    private final RepairLoop loop;
    private final Clock clock = Clock.systemUTC();
    private volatile Outcome last = new Outcome(clock.instant(), "no round has run yet");

    RepairSchedule(RepairLoop loop) {
        this.loop = loop;
    }

    @Scheduled(fixedDelayString = "${dfs.repair.interval}", initialDelayString = "${dfs.repair.interval}")
    void round() {
        try {
            RepairRound round = loop.runOnce();
            if (!round.didNothing()) {
                log.info("{}", round);
            }
            end("");
        } catch (DfsException e) {
            end(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("repair round failed", e);
            end(e.toString());
        }
    }

    /** Tells a failure once, not each time that it is found again. */
    private void end(String error) {
        if (!error.equals(last.error())) {
            if (error.isEmpty()) {
                log.info("repair rounds succeed");
            } else {
                log.warn("repair round failed, trying on: {}", error);
            }
        }
        last = new Outcome(clock.instant(), error);
    }

    @Override
    public Health health() {
        Outcome outcome = last;
        Health.Builder health =
                outcome.error().isEmpty() ? Health.up() : Health.down().withDetail("error", outcome.error());
        return health.withDetail(
                        "lastRoundAgeSeconds",
                        Duration.between(outcome.at(), clock.instant()).toSeconds())
                .build();
    }
}
