package io.dfs.service.audit;

import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Decides which lines are written, and writes them to every log. Thread-safe. */
final class AuditTrail implements AutoCloseable {

    /** What the door says: no credentials or bad ones, credentials for something else, too many attempts. */
    private static final Set<Integer> REFUSED = Set.of(401, 403, 429);

    /** With another status, and yet said at the door: credentials of another cluster. */
    private static final String STRANGER = ErrorCode.WRONG_CLUSTER.name();

    private static final Duration TICK = Duration.ofSeconds(5);

    private final List<AuditLog> logs;
    private final RefusalBound bound;
    private final AuditMetrics metrics;
    private final InstantSource clock;
    private final boolean reads;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("audit").daemon().factory());

    AuditTrail(List<AuditLog> logs, AuditSettings settings, AuditMetrics metrics, InstantSource clock) {
        this.logs = List.copyOf(logs);
        this.bound = new RefusalBound(settings.refusals());
        this.metrics = metrics;
        this.clock = clock;
        this.reads = settings.reads();
    }

    /** Lets the end of a minute be noticed although no request comes. */
    void start() {
        ScheduledFuture<?> _ = ticks.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void add(AuditedRequest.Kind kind, AuditLine line) {
        if (isRefusal(line.status(), line.result())) {
            refused(line);
        } else if (isWanted(kind)) {
            write(line);
        }
    }

    static boolean isRefusal(int status, String result) {
        return REFUSED.contains(status) || STRANGER.equals(result);
    }

    private boolean isWanted(AuditedRequest.Kind kind) {
        return switch (kind) {
            case CHANGE -> true;
            case ROUTINE -> false;
            case READ -> reads;
        };
    }

    private void refused(AuditLine line) {
        metrics.refused(line.result());
        tick();
        if (bound.admits(line)) {
            write(line);
        } else {
            metrics.summarised();
        }
    }

    void tick() {
        bound.ended(clock.instant()).forEach(this::write);
    }

    private void write(AuditLine line) {
        logs.forEach(log -> log.write(line));
    }

    /** Before the logs are closed. */
    @Override
    public void close() {
        ticks.shutdownNow();
        bound.close(clock.instant()).forEach(this::write);
    }
}
