package io.dfs.node.status;

import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.StoreReport;
import java.time.Duration;

/**
 * Looks at the data directories again and again and keeps what it saw, so that anyone who asks for metrics or for the health is
 * answered at once, even if a disk hangs.
 */
final class DiskSurvey {

    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A disk that has not answered for so long does not work. */
    static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    private record Seen(StoreReport report, long atNanos) {}

    private final ChunkStore store;
    private volatile Seen last;

    DiskSurvey(ChunkStore store) {
        this.store = store;
        this.last = new Seen(store.report(), System.nanoTime());
    }

    /** One look; returns the pause after it. */
    Duration runOnce() {
        last = new Seen(store.report(), System.nanoTime());
        return INTERVAL;
    }

    StoreReport report() {
        return last.report();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - last.atNanos());
    }

    /** Whether a directory is left that can be written to. */
    boolean works() {
        return age().compareTo(LONGEST_LOOK) < 0
                && report().directories().stream().anyMatch(directory -> directory.failure() == null);
    }
}
