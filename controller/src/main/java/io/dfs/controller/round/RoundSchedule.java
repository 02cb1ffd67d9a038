package io.dfs.controller.round;

import io.dfs.common.error.DfsException;
import io.dfs.common.http.RequestIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the rounds of one loop again and again, on a thread of its own, and says how the last one went. A failed round is
 * logged; the next one is its retry. When the process is asked to end, the round under way is interrupted and has a while
 * to come to its end; what it leaves undone is someone else's when its claims have run out (I-7).
 *
 * @param <R> what a round did
 */
public final class RoundSchedule<R> implements HealthIndicator, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RoundSchedule.class);

    /** Shorter than the time that the whole process has to end. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    /** Longer than any round that goes well: a copy under way is waited for up to four minutes. */
    static final Duration LONGEST_ROUND = Duration.ofMinutes(5);

    /** The outcome of the last round: {@code error} is empty if it succeeded. */
    private record Outcome(Instant at, String error) {}

    private final String name;
    private final Duration interval;
    private final Supplier<R> round;
    private final Predicate<R> isWorthALine;
    private final Clock clock;
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Outcome last;
    private volatile Instant lastSuccessAt;
    private volatile boolean running;
    private @Nullable Thread thread;

    /**
     * @param interval the pause between the end of a round and the beginning of the next
     * @param isWorthALine whether the log should tell what a round did
     */
    public RoundSchedule(String name, Duration interval, Supplier<R> round, Predicate<R> isWorthALine, Clock clock) {
        this.name = name;
        this.interval = interval;
        this.round = round;
        this.isWorthALine = isWorthALine;
        this.clock = clock;
        this.last = new Outcome(clock.instant(), "no round has run yet");
        this.lastSuccessAt = clock.instant();
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofVirtual().name(name + "-rounds").start(this::runUntilStopped);
        }
    }

    private void runUntilStopped() {
        try {
            while (running) {
                runRound();
                Thread.sleep(interval);
            }
        } catch (InterruptedException _) {
            // Asked to end.
        }
    }

    /** One round; never throws. */
    void runRound() {
        try (RequestIds.Scope _ = RequestIds.begin(RequestIds.next())) {
            R done = round.get();
            if (isWorthALine.test(done)) {
                log.info("{}", done);
            }
            end("");
        } catch (DfsException e) {
            end(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("{} round failed", name, e);
            end(e.toString());
        }
    }

    /** Tells a failure once, not each time that it is found again. */
    private void end(String error) {
        if (!error.equals(last.error())) {
            if (error.isEmpty()) {
                log.info("{} rounds succeed", name);
            } else if (running) {
                log.warn("{} round failed, trying on: {}", name, error);
            }
        }
        last = new Outcome(clock.instant(), error);
        if (error.isEmpty()) {
            lastSuccessAt = last.at();
            succeeded.incrementAndGet();
        } else {
            failed.incrementAndGet();
        }
    }

    String name() {
        return name;
    }

    long succeededRounds() {
        return succeeded.get();
    }

    long failedRounds() {
        return failed.get();
    }

    /** Since the start of the process if no round has succeeded yet. */
    Duration sinceLastSuccess() {
        return Duration.between(lastSuccessAt, clock.instant());
    }

    @Override
    public synchronized void stop() {
        running = false;
        Thread stopped = thread;
        if (stopped == null) {
            return;
        }
        stopped.interrupt();
        try {
            if (!stopped.join(STOP_LIMIT)) {
                log.warn("the {} round under way is left undone; its claims run out by themselves", name);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        Outcome outcome = last;
        String error = outcome.error().isEmpty() && sinceLastSuccess().compareTo(interval.plus(LONGEST_ROUND)) > 0
                ? "the round under way does not end"
                : outcome.error();
        Health.Builder health = error.isEmpty() ? Health.up() : Health.down().withDetail("error", error);
        return health.withDetail(
                        "lastRoundAgeSeconds",
                        Duration.between(outcome.at(), clock.instant()).toSeconds())
                .build();
    }
}
