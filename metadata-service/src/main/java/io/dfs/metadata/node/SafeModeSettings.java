package io.dfs.metadata.node;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param massLossGrace how long the cluster holds back after more than a third of its nodes were lost at once; after that, they
 *     are repaired like any other loss
 */
@ConfigurationProperties("dfs.safe-mode")
record SafeModeSettings(@DefaultValue("10m") Duration massLossGrace) {

    SafeModeSettings {
        if (massLossGrace.isNegative()) {
            throw new IllegalArgumentException("dfs.safe-mode.mass-loss-grace < 0: " + massLossGrace);
        }
    }
}
