package io.dfs.cli.local;

/** The local cluster can't do what it was told; the message says why and what to do. */
public final class LocalClusterException extends RuntimeException {

    public LocalClusterException(String message) {
        super(message);
    }

    public LocalClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
