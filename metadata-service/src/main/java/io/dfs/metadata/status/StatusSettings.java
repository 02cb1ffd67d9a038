package io.dfs.metadata.status;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the facts about the cluster are read.
 *
 * @param maxWait how long a request waits for new facts before it is given the last ones
 * @param minFresh facts younger than this are not read again; older ones neither, as long as reading took a fifth of that
 * @param metricsInterval how often the facts are read for the metrics, and only if they are not fresh
 * @param partTimeout how long the database may take for one part of the facts
 * @param backupMaxAge the age of the last back-up from which on it is an alarm
 */
@ConfigurationProperties("dfs.status")
record StatusSettings(
        @DefaultValue("1500ms") Duration maxWait,
        @DefaultValue("2s") Duration minFresh,
        @DefaultValue("15s") Duration metricsInterval,
        @DefaultValue("60s") Duration partTimeout,
        @DefaultValue("36h") Duration backupMaxAge) {

    StatusSettings {
        if (maxWait.isNegative() || minFresh.isNegative()) {
            throw new IllegalArgumentException(
                    "dfs.status: max-wait %s and min-fresh %s must not be negative".formatted(maxWait, minFresh));
        }
        if (metricsInterval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("dfs.status.metrics-interval < 1s: " + metricsInterval);
        }
        if (partTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("dfs.status.part-timeout < 1s: " + partTimeout);
        }
    }
}
