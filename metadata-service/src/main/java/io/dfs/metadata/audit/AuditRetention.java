package io.dfs.metadata.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param retention how long the table keeps its rows; the files have a time of their own */
@ConfigurationProperties("dfs.audit")
record AuditRetention(@DefaultValue("90d") Duration retention) {

    AuditRetention {
        if (!retention.isPositive()) {
            throw new IllegalArgumentException("dfs.audit.retention is not above zero: " + retention);
        }
    }
}
