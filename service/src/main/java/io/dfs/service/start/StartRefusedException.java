package io.dfs.service.start;

import org.jspecify.annotations.Nullable;

/** The service must not start like this. The message is one sentence: what is wrong, and what to do. */
public final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefusedException(String message) {
        this(message, null);
    }

    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
