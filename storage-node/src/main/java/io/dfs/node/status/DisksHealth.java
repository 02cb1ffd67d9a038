package io.dfs.node.status;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Part of readiness: a node without a working disk can take nothing and give nothing. */
@Component("disksHealthIndicator")
final class DisksHealth implements HealthIndicator {

    private final DiskSurvey disks;

    DisksHealth(DiskSurvey disks) {
        this.disks = disks;
    }

    @Override
    public Health health() {
        return (disks.works() ? Health.up() : Health.down().withDetail("reason", "no data directory works"))
                .withDetail("failedDirectories", disks.report().failedDirectories())
                .withDetail("ageSeconds", disks.age().toSeconds())
                .build();
    }
}
