package io.dfs.node.report;

import io.dfs.common.error.DfsException;
import io.dfs.node.identity.Membership;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a report is made: after each registration, when someone wants one, and regularly. One that failed is made
 * again after a growing pause.
 */
public final class ChunkReports {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkReports.class);

    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ChunkReporter reporter;
    private final Membership membership;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private boolean wanted = true;
    private boolean reporting;
    private Duration pause = FIRST_PAUSE;
    private long nextAt;

    ChunkReports(ChunkReporter reporter, Membership membership, Duration interval, LongSupplier nanoTime) {
        this.reporter = reporter;
        this.membership = membership;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.nextAt = nanoTime.getAsLong();
    }

    /** The service knows this process again: at once, whatever failed before. */
    public synchronized void registered() {
        wanted = true;
        pause = FIRST_PAUSE;
        nextAt = nanoTime.getAsLong();
    }

    /** A report that is under way serves the wish, unless it is still wished when it has ended. */
    public synchronized void want() {
        wanted |= !reporting;
    }

    /** What the node holds has changed: a report that is under way may have listed it before, so another one follows. */
    public synchronized void wantAnother() {
        wanted = true;
    }

    /** Makes a report if one is due. Returns how long to wait before asking again. */
    Duration runOnce() {
        OptionalLong epoch = membership.epoch();
        if (epoch.isEmpty() || !begin()) {
            return Duration.ofMillis(500);
        }
        try {
            LOG.info("reported all chunks: {}", reporter.report(epoch.getAsLong()));
            end(interval, FIRST_PAUSE, false);
        } catch (DfsException e) {
            LOG.warn("a chunk report failed and is made again in {}: {}", pause, e.getMessage());
            Duration doubled = pause.multipliedBy(2);
            end(pause, doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE, true);
        } finally {
            stopReporting();
        }
        return Duration.ZERO;
    }

    private synchronized boolean begin() {
        boolean waited = nanoTime.getAsLong() - nextAt >= 0;
        reporting = waited || (wanted && pause.equals(FIRST_PAUSE));
        if (reporting) {
            wanted = false;
        }
        return reporting;
    }

    private synchronized void end(Duration untilNext, Duration nextPause, boolean again) {
        nextAt = nanoTime.getAsLong() + untilNext.toNanos();
        pause = nextPause;
        wanted |= again;
    }

    private synchronized void stopReporting() {
        reporting = false;
    }
}
