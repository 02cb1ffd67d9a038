package io.dfs.controller.reclaim;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param interval pause between rounds */
@ConfigurationProperties("dfs.reclaim")
record ReclaimSettings(@DefaultValue("30s") Duration interval) {

    ReclaimSettings {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("dfs.reclaim.interval must be longer than nothing: " + interval);
        }
    }
}
