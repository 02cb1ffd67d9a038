package io.dfs.metadata.token;

/** The service can't start: there is no usable cluster secret. The message is for the person who starts it. */
class ClusterSecretException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterSecretException(String message, Throwable cause) {
        super(message, cause);
    }
}
