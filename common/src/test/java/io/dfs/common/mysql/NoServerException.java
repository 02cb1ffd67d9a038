package io.dfs.common.mysql;

/** No MySQL server starts here; the message says why. */
final class NoServerException extends RuntimeException {

    NoServerException(String message) {
        super(message);
    }
}
