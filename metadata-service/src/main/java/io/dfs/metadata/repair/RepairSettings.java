package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pace of repair.
 *
 * @param maxChunksPerScan chunks that one scan request may examine
 * @param maxClaims items that one claim request may take
 * @param claimDuration how long a worker keeps an item that it does not renew, before another may have it
 * @param maxCopiesPerSource copies that may read from a node at once; more if the chunk is at risk
 * @param maxCopiesPerTarget copies that may write to a node at once; more if the chunk is at risk
 * @param retryDelay before the second attempt; doubles with each further one
 * @param maxRetryDelay the most that it grows to
 * @param recheckDelay before an item that no one can do now is looked at again
 */
@ConfigurationProperties("dfs.repair")
record RepairSettings(
        @DefaultValue("1000") int maxChunksPerScan,
        @DefaultValue("100") int maxClaims,
        @DefaultValue("1m") Duration claimDuration,
        @DefaultValue("2") int maxCopiesPerSource,
        @DefaultValue("2") int maxCopiesPerTarget,
        @DefaultValue("5s") Duration retryDelay,
        @DefaultValue("10m") Duration maxRetryDelay,
        @DefaultValue("15s") Duration recheckDelay) {

    RepairSettings {
        positive("max-chunks-per-scan", maxChunksPerScan);
        positive("max-claims", maxClaims);
        positive("claim-duration (ms)", claimDuration.toMillis());
        positive("max-copies-per-source", maxCopiesPerSource);
        positive("max-copies-per-target", maxCopiesPerTarget);
        positive("retry-delay (ms)", retryDelay.toMillis());
        positive("recheck-delay (ms)", recheckDelay.toMillis());
        if (maxRetryDelay.compareTo(retryDelay) < 0) {
            throw new IllegalArgumentException("dfs.repair: max-retry-delay %d ms < retry-delay %d ms"
                    .formatted(maxRetryDelay.toMillis(), retryDelay.toMillis()));
        }
    }

    /** All copies of a node count, of whatever class, so those of a lower class always leave room for a higher one. */
    int maxCopiesPerSource(RepairClass repairClass) {
        return limit(maxCopiesPerSource, repairClass);
    }

    int maxCopiesPerTarget(RepairClass repairClass) {
        return limit(maxCopiesPerTarget, repairClass);
    }

    private static int limit(int base, RepairClass repairClass) {
        return switch (repairClass) {
            case ENDANGERED -> 4 * base;
            case UNDER_REPLICATED -> 2 * base;
            case DRAINING, MISPLACED -> base;
            case BALANCE -> 1;
        };
    }

    /** How long to wait after so many failed attempts, the last one included. */
    Duration delayAfter(int attempts) {
        Duration delay = retryDelay;
        for (int i = 1; i < attempts && delay.compareTo(maxRetryDelay) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(maxRetryDelay) < 0 ? delay : maxRetryDelay;
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("dfs.repair.%s < 1: %d".formatted(name, value));
        }
    }
}
