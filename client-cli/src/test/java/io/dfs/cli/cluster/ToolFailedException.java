package io.dfs.cli.cluster;

/** A command of the system can't be run, or has failed. */
final class ToolFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ToolFailedException(String message) {
        super(message);
    }
}
