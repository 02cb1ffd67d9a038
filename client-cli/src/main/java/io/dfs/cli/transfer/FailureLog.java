package io.dfs.cli.transfer;

import io.dfs.cli.progress.Progress;
import io.dfs.common.error.DfsException;
import org.jspecify.annotations.Nullable;

/** Files of a tree that failed while the others went on. Tells the first ones, counts all. Thread-safe. */
public final class FailureLog {

    private static final int MAX_LINES = 50;

    private final Progress progress;
    private final boolean alone;
    private long count;
    private @Nullable RuntimeException first;

    /** @param alone whether there is one file only, whose failure is the command's */
    public FailureLog(Progress progress, boolean alone) {
        this.progress = progress;
        this.alone = alone;
    }

    public synchronized void add(String what, RuntimeException failure) {
        count++;
        if (first == null) {
            first = failure;
        }
        if (alone) {
            return;
        }
        if (count <= MAX_LINES) {
            progress.warn("%s: %s".formatted(what, failure.getMessage()));
        } else if (count == MAX_LINES + 1) {
            progress.warn("more files failed; only the first %d are listed".formatted(MAX_LINES));
        }
    }

    public synchronized boolean isEmpty() {
        return count == 0;
    }

    /** If anything failed: the first failure's kind, with the count. */
    public synchronized void throwIfAny(String verb) {
        RuntimeException failure = first;
        if (failure == null) {
            return;
        }
        if (alone) {
            throw failure;
        }
        String message = "%d %s not %s; the first: %s"
                .formatted(count, count == 1 ? "file was" : "files were", verb, failure.getMessage());
        throw failure instanceof DfsException dfs
                ? new DfsException(dfs.code(), message, failure)
                : new LocalFileException(message, failure);
    }
}
