package io.dfs.controller.balance;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param interval pause between rounds */
@ConfigurationProperties("dfs.balance")
record BalanceSettings(@DefaultValue("1m") Duration interval) {

    BalanceSettings {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("dfs.balance.interval must be longer than nothing: " + interval);
        }
    }
}
