package io.dfs.cli.progress;

import io.dfs.cli.session.TerminalText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plain lines for logs and pipes: now and then where it stands, and the end. */
final class LineProgress implements Progress {

    private final PrintStream err;
    private final String task;
    private final boolean silent;
    private final long startedNanos = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Tally tally = Tally.ZERO;

    private LineProgress(PrintStream err, String task, boolean silent) {
        this.err = err;
        this.task = task;
        this.silent = silent;
    }

    /** Warnings only. */
    static Progress silent(PrintStream err) {
        return new LineProgress(err, "", true);
    }

    static Progress start(PrintStream err, String task, Duration interval) {
        LineProgress progress = new LineProgress(err, task, false);
        err.println(task);
        Thread.ofVirtual().start(() -> progress.report(interval));
        return progress;
    }

    private void report(Duration interval) {
        try {
            while (!ended.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                err.println("%s: %s".formatted(task, describe()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String describe() {
        return tally.describe(Duration.ofNanos(System.nanoTime() - startedNanos));
    }

    @Override
    public synchronized void expect(long bytes) {
        tally = tally.expecting(bytes);
    }

    @Override
    public synchronized void done(long bytes) {
        tally = tally.withDone(bytes);
    }

    @Override
    public synchronized void resumed(long bytes) {
        tally = tally.withResumed(bytes);
    }

    @Override
    public void warn(String line) {
        err.println("dfs: " + TerminalText.line(line));
    }

    @Override
    public void finish(String summary) {
        close();
        if (!silent) {
            err.println(summary);
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
