package io.dfs.cli.transfer;

/** A command that dfs was to run for a person failed: exit code 9. */
public final class CommandFailedException extends RuntimeException {

    public CommandFailedException(String message) {
        super(message);
    }
}
