package io.dfs.common.tls;

import org.jspecify.annotations.Nullable;

/** Certificates, keys or authorities can't be used. The message is one sentence: which, why, and what to do. */
public final class TlsMaterialException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TlsMaterialException(String message) {
        this(message, null);
    }

    public TlsMaterialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
