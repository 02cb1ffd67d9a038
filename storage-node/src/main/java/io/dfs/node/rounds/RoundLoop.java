package io.dfs.node.rounds;

import io.dfs.common.http.RequestIds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs rounds in a thread of its own; each says how long to wait for the next. */
public final class RoundLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RoundLoop.class);
    private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    /** One round; returns the pause after it. */
    @FunctionalInterface
    public interface Round {
        Duration run() throws InterruptedException;
    }

    private final String name;
    private final Round round;
    private volatile boolean running;
    private @Nullable Thread thread;

    public RoundLoop(String name, Round round) {
        this.name = name;
        this.round = round;
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            while (running) {
                await(runOnce());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration runOnce() throws InterruptedException {
        try (RequestIds.Scope _ = RequestIds.begin(RequestIds.next())) {
            return round.run();
        } catch (RuntimeException e) {
            LOG.error("a round of {} failed", name, e);
            return AFTER_AN_ERROR;
        }
    }

    private synchronized void await(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); running && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    /** On return no round is under way: the data directories may be given to another process. */
    @Override
    public void stop() {
        Thread current;
        synchronized (this) {
            running = false;
            current = thread;
            notifyAll();
        }
        if (current != null) {
            current.interrupt();
            try {
                if (!current.join(LONGEST_STOP)) {
                    LOG.warn("{} still runs after {}", name, LONGEST_STOP);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
