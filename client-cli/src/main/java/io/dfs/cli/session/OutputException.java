package io.dfs.cli.session;

import java.io.IOException;

/**
 * Standard output does not take what is printed: the result is lost, so the command must not end as if it had succeeded. Ends the
 * command where it is, so that nothing more is asked for whom no one listens to.
 */
public final class OutputException extends RuntimeException {

    private final boolean readerGone;

    OutputException(IOException cause, boolean readerGone) {
        super("could not write the result to standard output: " + cause.getMessage(), cause);
        this.readerGone = readerGone;
    }

    /** The same loss, with what followed from it: it is told also if the reader has gone. */
    public OutputException(String message, OutputException cause) {
        super(message, cause);
        this.readerGone = false;
    }

    /** Whether output was a pipe whose reader had enough, as with {@code | head -1}: no reason to complain. */
    public boolean isReaderGone() {
        return readerGone;
    }
}
