package io.dfs.metadata.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.token.TokenSigner;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReclaimSettingsTest {

    @Test
    @DisplayName("I-1 the ledger must keep its lines for as long as receipts are good")
    void aShortLedgerIsRefused() {
        assertThatThrownBy(() -> settings(TokenSigner.RECEIPT_LIFETIME))
                .hasMessageContaining("dfs.reclaim.ledger-retention is PT24H; at least PT24H2M");
        assertThat(settings(Duration.ofHours(25)).ledgerRetention()).isEqualTo(Duration.ofHours(25));
    }

    private static ReclaimSettings settings(Duration ledgerRetention) {
        return new ReclaimSettings(Duration.ofHours(1), Duration.ofHours(48), ledgerRetention);
    }
}
