package io.dfs.service.tls;

import org.jspecify.annotations.Nullable;

/** The service must not start like this. The message is one sentence: what is wrong, and what to do. */
final class TlsRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TlsRefusedException(@Nullable String message) {
        super(message);
    }

    TlsRefusedException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
