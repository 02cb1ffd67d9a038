package io.dfs.metadata.removal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a replica can be brought back.
 *
 * @param quarantine how long a file stays in quarantine
 * @param minQuarantine how long it stays there if its node is short of space; not longer than the other
 */
@ConfigurationProperties("dfs.reclaim")
record QuarantineSettings(
        @DefaultValue("72h") Duration quarantine,
        @DefaultValue("1h") Duration minQuarantine) {

    QuarantineSettings {
        notNegative("quarantine", quarantine);
        notNegative("min-quarantine", minQuarantine);
        // Anyone who shortens the quarantine should not have to know of the other setting.
        minQuarantine = minQuarantine.compareTo(quarantine) < 0 ? minQuarantine : quarantine;
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("dfs.reclaim.%s < 0: %s".formatted(name, value));
        }
    }
}
