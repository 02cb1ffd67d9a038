package io.dfs.cli.progress;

import io.dfs.cli.session.TerminalText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that is redrawn in place, for a person at a terminal. */
final class BarProgress implements Progress {

    /** What is over sooner needs no bar; and by then it is known what an earlier run has done, which is not this one's speed. */
    private static final Duration DELAY = Duration.ofMillis(300);

    private static final String CLEAR_LINE = "\r\033[K";
    private static final long MEBIBYTE = 1 << 20;

    private final PrintStream err;
    private final String task;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Tally tally = Tally.ZERO;
    private @Nullable ProgressBar bar;

    private BarProgress(PrintStream err, String task) {
        this.err = err;
        this.task = task;
    }

    static Progress start(PrintStream err, String task) {
        BarProgress progress = new BarProgress(err, task);
        Thread.ofVirtual().start(progress::showAfterDelay);
        return progress;
    }

    private void showAfterDelay() {
        try {
            if (!ended.await(DELAY.toNanos(), TimeUnit.NANOSECONDS)) {
                show();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void show() {
        if (ended.getCount() == 0) {
            return;
        }
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" MiB", MEBIBYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(tally.expectedBytes())
                .startsFrom(tally.resumedBytes(), Duration.ZERO)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build();
        update();
    }

    private void update() {
        if (bar != null) {
            bar.maxHint(tally.expectedBytes());
            bar.stepTo(tally.doneBytes() + tally.resumedBytes());
        }
    }

    @Override
    public synchronized void expect(long bytes) {
        tally = tally.expecting(bytes);
        update();
    }

    @Override
    public synchronized void done(long bytes) {
        tally = tally.withDone(bytes);
        update();
    }

    @Override
    public synchronized void resumed(long bytes) {
        tally = tally.withResumed(bytes);
        update();
    }

    @Override
    public void warn(String line) {
        err.println(CLEAR_LINE + "dfs: " + TerminalText.line(line));
    }

    @Override
    public void finish(String summary) {
        close();
        err.println(summary);
    }

    @Override
    public synchronized void close() {
        ended.countDown();
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
