package io.dfs.node.registration;

import io.dfs.common.error.DfsException;
import io.dfs.common.http.RequestIds;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Decides when the next round is. Starts when the node serves, so that no one is sent to a closed port; ends, with a word to
 * the service, before it stops to.
 */
final class HeartbeatSchedule implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatSchedule.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);

    private final Supplier<Round> rounds;
    private final Runnable farewell;
    private final Consumer<String> fatal;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("heartbeats").factory());

    private Duration interval = FIRST_PAUSE;
    private Duration pause = FIRST_PAUSE;
    private boolean failing;
    private boolean nameTaken;
    private volatile boolean running;
    private volatile @Nullable Future<?> next;

    /**
     * @param farewell tells the service that the node stops; may fail with a {@link DfsException}
     * @param fatal is given the one sentence that says why this node can't go on
     */
    HeartbeatSchedule(Supplier<Round> rounds, Runnable farewell, Consumer<String> fatal) {
        this.rounds = rounds;
        this.farewell = farewell;
        this.fatal = fatal;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        schedule(Duration.ZERO);
    }

    private void schedule(Duration delay) {
        if (!thread.isShutdown()) {
            next = thread.schedule(this::run, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void run() {
        try (RequestIds.Scope _ = RequestIds.begin(RequestIds.next())) {
            Duration delay = after(rounds.get());
            if (!delay.isNegative()) {
                schedule(delay);
            }
        } catch (RuntimeException e) {
            LOG.error("a heartbeat round failed", e);
            schedule(LONGEST_PAUSE);
        }
    }

    /** How long to wait after a round; negative for ever. */
    Duration after(Round round) {
        return switch (round) {
            case Round.Registered(long epoch, Duration wanted) -> {
                LOG.info("registered with the metadata service, epoch {}, a heartbeat every {}", epoch, wanted);
                interval = wanted;
                recovered();
                yield interval;
            }
            case Round.Beat beat -> {
                LOG.debug("{}", beat);
                recovered();
                yield beat.busy() && FIRST_PAUSE.compareTo(interval) < 0 ? FIRST_PAUSE : interval;
            }
            case Round.NameTaken(String detail) -> {
                if (!nameTaken) {
                    LOG.error(
                            "this node waits and stores nothing, because its data directories are empty and its name is taken: {}",
                            detail);
                }
                nameTaken = true;
                yield LONGEST_PAUSE;
            }
            case Round.Forgotten(String detail) -> {
                LOG.warn("registering again: {}", detail);
                yield FIRST_PAUSE;
            }
            case Round.Failed(String detail) -> nextAttempt(detail);
            case Round.Unusable(String detail) -> {
                fatal.accept(detail);
                yield Duration.ofSeconds(-1);
            }
            case Round.Refused(var code, String detail) -> {
                fatal.accept("This node can't join the cluster (%s): %s.".formatted(code, detail));
                yield Duration.ofSeconds(-1);
            }
        };
    }

    private void recovered() {
        if (failing) {
            LOG.info("the metadata service answers again");
        }
        failing = false;
        nameTaken = false;
        pause = FIRST_PAUSE;
    }

    /** Growing pauses with jitter, so that a whole cluster does not come back in the same instant. */
    private Duration nextAttempt(String detail) {
        if (!failing) {
            LOG.warn("no success with the metadata service, trying on: {}", detail);
        }
        failing = true;
        long millis = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    @Override
    public void start() {
        running = true;
    }

    /** No heartbeat follows the farewell: it would say that the node is back. One under way ends before it. */
    @Override
    public void stop() {
        running = false;
        Future<?> pending = next;
        if (pending != null) {
            pending.cancel(false);
        }
        thread.shutdown();
        Thread last = Thread.ofVirtual().name("farewell").start(this::sayFarewell);
        try {
            if (!last.join(LONGEST_FAREWELL)) {
                last.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }

    private void sayFarewell() {
        try {
            if (thread.awaitTermination(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                farewell.run();
            }
        } catch (DfsException e) {
            LOG.info("the metadata service does not hear that this node stops: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
