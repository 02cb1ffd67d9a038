package io.dfs.cli.transfer;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.session.TerminalText;
import io.dfs.cli.session.UsageException;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What failed of several files or names, while the others were done. Tells the first ones, counts all. Thread-safe. */
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

    /** Does it; a failure that says nothing about the others is noted, so that the caller can continue with them. */
    public void attempt(String what, Runnable action) {
        try {
            action.run();
        } catch (LocalFileException | UsageException e) {
            add(what, e);
        } catch (DfsException e) {
            if (!isAboutOne(e.code())) {
                throw e;
            }
            add(what, e);
        }
    }

    /** Whether the same need not happen to the next one: not, for instance, if the service does not answer. */
    public static boolean isAboutOne(ErrorCode code) {
        return switch (code.exitCode()) {
            case NOT_FOUND, CONFLICT, INTEGRITY -> true;
            case USAGE -> code == ErrorCode.INVALID_PATH || code == ErrorCode.RANGE_NOT_SATISFIABLE;
            case REFUSED -> code == ErrorCode.FORBIDDEN;
            case OK, FAILURE, UNAVAILABLE, NO_SPACE, COMMAND_FAILED, INTERRUPTED, READER_GONE -> false;
        };
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
            progress.warn("%s: %s".formatted(TerminalText.safe(what), failure.getMessage()));
        } else if (count == MAX_LINES + 1) {
            progress.warn("more files failed; only the first %d are listed".formatted(MAX_LINES));
        }
    }

    public synchronized boolean isEmpty() {
        return count == 0;
    }

    /** If anything failed: the first failure's kind, with the count. */
    public void throwIfAny(String verb) {
        throwIfAny("file", verb);
    }

    /** @param noun what was to be done one by one */
    public synchronized void throwIfAny(String noun, String verb) {
        RuntimeException failure = first;
        if (failure == null) {
            return;
        }
        if (alone) {
            throw failure;
        }
        String message = "%d %s not %s; the first: %s"
                .formatted(count, noun + (count == 1 ? " was" : "s were"), verb, failure.getMessage());
        throw switch (failure) {
            case DfsException e -> new DfsException(e.code(), message, failure);
            case UsageException _ -> new UsageException(message);
            default -> new LocalFileException(message, failure);
        };
    }
}
