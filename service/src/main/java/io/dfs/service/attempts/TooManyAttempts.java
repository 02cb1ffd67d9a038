package io.dfs.service.attempts;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.time.Duration;

/** What an address hears for a bad token when it has sent too many of them. */
public final class TooManyAttempts extends DfsException {

    private final transient Duration blockedFor;

    TooManyAttempts(Duration blockedFor) {
        super(
                ErrorCode.TOO_MANY_ATTEMPTS,
                "too many bad tokens came from this address: use a good one, or wait %d s"
                        .formatted(seconds(blockedFor)));
        this.blockedFor = blockedFor;
    }

    /** The value of the header {@code Retry-After}. */
    public String retryAfter() {
        return Long.toString(seconds(blockedFor));
    }

    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
