package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;

/** The metadata can't be moved like this. The message says what is wrong and what to do. */
final class MoveRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    MoveRefusedException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
