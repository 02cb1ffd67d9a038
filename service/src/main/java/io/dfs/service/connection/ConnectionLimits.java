package io.dfs.service.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How patient a service is with its callers.
 *
 * @param headLimit from the first byte of a request (of the first one: from the connection's begin) to the end of its head;
 *     also how long the rest of a refused body may take
 * @param minBodyRate what a body must come with, and an answer be taken with, per second, averaged over the window
 * @param bodyRateWindow only time in which the service waits for bytes counts, so that a relay that pauses its sender
 *     does not make that slow
 * @param minRateWhenFull what a body or an answer must have per second to be kept while the service's slots run out
 * @param callerShare per cent of the connections and of the threads that one address may have, and of the threads that one
 *     principal may have; 100 for no limit
 * @param newPerAddress connections that one address may open per second, on average; 0 for no limit
 * @param guard whether connections are watched at all; without, only the web server's own timeouts end slow ones
 */
@ConfigurationProperties("dfs.connections")
public record ConnectionLimits(
        @DefaultValue("10s") Duration headLimit,
        @DefaultValue("1KB") DataSize minBodyRate,
        @DefaultValue("30s") Duration bodyRateWindow,
        @DefaultValue("64KB") DataSize minRateWhenFull,
        @DefaultValue("75") int callerShare,
        @DefaultValue("500") int newPerAddress,
        @DefaultValue("true") boolean guard) {

    /** No limit at all. */
    static final ConnectionLimits NONE = new ConnectionLimits(
            Duration.ofDays(1), DataSize.ofBytes(0), Duration.ofDays(1), DataSize.ofBytes(0), 100, 0, false);

    public ConnectionLimits {
        require(headLimit.toMillis() >= 100, "dfs.connections.head-limit is %s: at least 100ms", headLimit);
        require(!minBodyRate.isNegative(), "dfs.connections.min-body-rate is %s: 0 or more", minBodyRate);
        require(!minRateWhenFull.isNegative(), "dfs.connections.min-rate-when-full is %s: 0 or more", minRateWhenFull);
        require(bodyRateWindow.toMillis() >= 100, "dfs.connections.body-rate-window is %s: 100ms", bodyRateWindow);
        require(callerShare >= 1 && callerShare <= 100, "dfs.connections.caller-share is %s: 1 to 100", callerShare);
        require(newPerAddress >= 0, "dfs.connections.new-per-address is %s: 0 or more", newPerAddress);
    }

    /** How many of so many one caller may have. */
    public int shareOf(int total) {
        return callerShare == 100 || total < 0
                ? Integer.MAX_VALUE
                : Math.max(1, (int) ((long) total * callerShare / 100));
    }

    /** What must have come when a window's time is over. */
    long minBytesPerWindow() {
        return minBodyRate.toBytes() * bodyRateWindow.toMillis() / 1000;
    }

    private static void require(boolean holds, String message, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }
}
