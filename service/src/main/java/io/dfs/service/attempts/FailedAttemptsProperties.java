package io.dfs.service.attempts;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param limit refused tokens from one address within the window; 0 for no limit
 * @param window how long they count, from the first of them
 * @param lookupsPerSecond unknown tokens that are still looked up from addresses above the limit, of all of them together
 * @param maxAddresses of how many addresses they are remembered; about 150 bytes each
 */
@ConfigurationProperties("dfs.failed-attempts")
public record FailedAttemptsProperties(
        @DefaultValue("20") int limit,
        @DefaultValue("1m") Duration window,
        @DefaultValue("10000") int maxAddresses,
        @DefaultValue("10") int lookupsPerSecond) {

    public FailedAttemptsProperties {
        require(limit >= 0, "dfs.failed-attempts.limit is %s: 0 or more", limit);
        require(window.isPositive(), "dfs.failed-attempts.window is %s: more than 0", window);
        require(lookupsPerSecond >= 0, "dfs.failed-attempts.lookups-per-second is %s: 0 or more", lookupsPerSecond);
        require(maxAddresses >= 1, "dfs.failed-attempts.max-addresses is %s: at least 1", maxAddresses);
    }

    private static void require(boolean holds, String message, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }
}
