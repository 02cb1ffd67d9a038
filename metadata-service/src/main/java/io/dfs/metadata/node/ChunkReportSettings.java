package io.dfs.metadata.node;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When nodes are asked to report all their chunks.
 *
 * @param interval how old a report may become; nodes report by themselves more often than that
 * @param patience how long a node that was asked has before it is asked again
 */
@ConfigurationProperties("dfs.chunk-reports")
record ChunkReportSettings(
        @DefaultValue("12h") Duration interval,
        @DefaultValue("1m") Duration patience) {

    ChunkReportSettings {
        if (!interval.isPositive() || !patience.isPositive()) {
            throw new IllegalArgumentException(
                    "dfs.chunk-reports: interval and patience must be more than 0: %d ms, %d ms"
                            .formatted(interval.toMillis(), patience.toMillis()));
        }
    }
}
