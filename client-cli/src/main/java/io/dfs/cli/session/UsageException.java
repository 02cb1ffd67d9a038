package io.dfs.cli.session;

/** The command can't be understood or can't start as it was typed: exit code 2. */
public final class UsageException extends RuntimeException {

    public UsageException(String message) {
        super(message);
    }
}
