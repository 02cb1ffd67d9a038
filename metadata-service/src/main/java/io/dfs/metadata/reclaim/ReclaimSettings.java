package io.dfs.metadata.reclaim;

import io.dfs.common.token.TokenSigner;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what no one needs is left alone before it goes to quarantine.
 *
 * @param unreferencedGrace how long a chunk may be without a file before its replicas are given up
 * @param orphanAge how long a node must have had a chunk that the metadata does not know; longer than a receipt is good
 * @param ledgerRetention how long the ledger keeps its lines; longer than a receipt is good
 */
@ConfigurationProperties("dfs.reclaim")
record ReclaimSettings(
        @DefaultValue("1h") Duration unreferencedGrace,
        @DefaultValue("48h") Duration orphanAge,
        @DefaultValue("365d") Duration ledgerRetention) {

    /** As long as a receipt may be good, by clocks that differ. */
    private static final Duration MIN_LEDGER_RETENTION =
            TokenSigner.RECEIPT_LIFETIME.plus(TokenSigner.CLOCK_SKEW.multipliedBy(2));

    ReclaimSettings {
        notNegative("unreferenced-grace", unreferencedGrace);
        notNegative("orphan-age", orphanAge);
        if (ledgerRetention.compareTo(MIN_LEDGER_RETENTION) < 0) {
            throw new IllegalArgumentException(
                    "dfs.reclaim.ledger-retention is %s; at least %s, because commits look there for what left its node since a receipt was signed"
                            .formatted(ledgerRetention, MIN_LEDGER_RETENTION));
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("dfs.reclaim.%s < 0: %s".formatted(name, value));
        }
    }
}
