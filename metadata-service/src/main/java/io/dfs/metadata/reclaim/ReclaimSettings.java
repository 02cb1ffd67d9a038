package io.dfs.metadata.reclaim;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what nobody needs is left alone before it goes to quarantine.
 *
 * @param unreferencedGrace how long a chunk may be without a file before its replicas are given up
 * @param orphanAge how long a node must have had a chunk that the metadata does not know; longer than a receipt is good
 * @param ledgerRetention how long the ledger keeps its lines
 */
@ConfigurationProperties("dfs.reclaim")
record ReclaimSettings(
        @DefaultValue("1h") Duration unreferencedGrace,
        @DefaultValue("48h") Duration orphanAge,
        @DefaultValue("365d") Duration ledgerRetention) {

    ReclaimSettings {
        notNegative("unreferenced-grace", unreferencedGrace);
        notNegative("orphan-age", orphanAge);
        notNegative("ledger-retention", ledgerRetention);
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("dfs.reclaim.%s < 0: %s".formatted(name, value));
        }
    }
}
