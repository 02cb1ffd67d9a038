package io.dfs.cli.progress;

/** What is told while a transfer runs. Counts only bytes that are safe: acknowledged by nodes, or verified. Thread-safe. */
public interface Progress extends AutoCloseable {

    /** Announces more work. */
    void expect(long bytes);

    /** These bytes are done now. */
    void done(long bytes);

    /** These bytes were done by an earlier run. */
    void resumed(long bytes);

    /** A line for the person, on its own. */
    void warn(String line);

    /** Ends the showing; the summary is the last line. */
    void finish(String summary);

    @Override
    void close();
}
