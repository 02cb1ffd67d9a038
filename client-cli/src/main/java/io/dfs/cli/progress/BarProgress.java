package io.dfs.cli.progress;

import io.dfs.cli.session.TerminalText;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is redrawn in place, for a person at a terminal. */
final class BarProgress implements Progress {

    private static final String CLEAR_LINE = "\r\033[K";
    private static final long MEBIBYTE = 1 << 20;

    private final PrintStream err;
    private final ProgressBar bar;
    private long expectedBytes;

    BarProgress(PrintStream err, String task) {
        this.err = err;
        this.bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit("MiB", MEBIBYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(0)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build();
    }

    @Override
    public synchronized void expect(long bytes) {
        expectedBytes += bytes;
        bar.maxHint(expectedBytes);
    }

    @Override
    public void done(long bytes) {
        bar.stepBy(bytes);
    }

    @Override
    public void resumed(long bytes) {
        bar.stepBy(bytes);
    }

    @Override
    public void warn(String line) {
        err.println(CLEAR_LINE + "dfs: " + TerminalText.safe(line));
    }

    @Override
    public void finish(String summary) {
        close();
        err.println(summary);
    }

    @Override
    public void close() {
        bar.close();
    }
}
