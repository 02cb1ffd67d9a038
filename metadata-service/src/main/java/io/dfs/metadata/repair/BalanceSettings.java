package io.dfs.metadata.repair;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How nodes are kept evenly full.
 *
 * @param enabled whether replicas move for that at all
 * @param band percentage points by which a node may be fuller or emptier than all nodes together
 * @param maxMoves moves that may be waiting or under way at once
 * @param maxFill per cent of its capacity up to which a node takes replicas that only even things out
 */
@ConfigurationProperties("dfs.balance")
record BalanceSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5") int band,
        @DefaultValue("20") int maxMoves,
        @DefaultValue("90") int maxFill) {

    BalanceSettings {
        within("band", band, 1, 50);
        within("max-moves", maxMoves, 1, 10_000);
        within("max-fill", maxFill, 1, 100);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "dfs.balance.%s is %d; %d to %d are allowed".formatted(name, value, least, most));
        }
    }
}
