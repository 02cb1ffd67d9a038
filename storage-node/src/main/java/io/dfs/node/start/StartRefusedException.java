package io.dfs.node.start;

import org.jspecify.annotations.Nullable;

/** The node must not start like this. The message is one sentence: what is wrong, and what to do. */
public final class StartRefusedException extends RuntimeException {

    public StartRefusedException(String message) {
        this(message, null);
    }

    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
