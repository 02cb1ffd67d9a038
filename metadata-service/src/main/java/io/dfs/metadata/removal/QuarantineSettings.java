package io.dfs.metadata.removal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a replica can be brought back.
 *
 * @param quarantine how long a file stays in quarantine
 * @param minQuarantine how long it stays there at least if its node is short of space
 */
@ConfigurationProperties("dfs.reclaim")
record QuarantineSettings(
        @DefaultValue("72h") Duration quarantine,
        @DefaultValue("1h") Duration minQuarantine) {

    QuarantineSettings {
        if (minQuarantine.isNegative() || minQuarantine.compareTo(quarantine) > 0) {
            throw new IllegalArgumentException(
                    "dfs.reclaim: 0 <= min-quarantine <= quarantine does not hold: %d ms, %d ms"
                            .formatted(minQuarantine.toMillis(), quarantine.toMillis()));
        }
    }
}
