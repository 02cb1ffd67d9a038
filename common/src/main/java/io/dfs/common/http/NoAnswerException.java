package io.dfs.common.http;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** No service of ours answered at an address: it refuses, is silent, breaks off, or a proxy says that no one is behind it. */
final class NoAnswerException extends DfsException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String message, @Nullable Throwable cause) {
        super(ErrorCode.UNAVAILABLE, message, cause);
    }
}
