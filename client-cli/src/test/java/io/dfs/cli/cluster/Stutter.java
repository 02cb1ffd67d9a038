package io.dfs.cli.cluster;

import java.util.concurrent.locks.LockSupport;

/** A process that hardly gets on: it is stopped again and again, and runs for moments only. */
final class Stutter implements AutoCloseable {

    private static final long MILLISECOND = 1_000_000;

    private final ServerProcess process;
    private final Thread thread;
    private volatile boolean over;

    /** Begins at once; the process must run until the end. */
    Stutter(ServerProcess process, int stoppedMillis, int runningMillis) {
        this.process = process;
        this.thread = Thread.ofVirtual().start(() -> stutter(stoppedMillis, runningMillis));
    }

    private void stutter(int stoppedMillis, int runningMillis) {
        while (!over) {
            process.pause();
            LockSupport.parkNanos(stoppedMillis * MILLISECOND);
            process.resume();
            LockSupport.parkNanos(runningMillis * MILLISECOND);
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
