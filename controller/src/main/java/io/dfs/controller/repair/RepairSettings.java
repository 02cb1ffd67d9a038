package io.dfs.controller.repair;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param interval pause between rounds
 * @param parallelCopies copies under way at once
 * @param scanPageSize chunks compared per request, 1 to 1000
 * @param scanPagesPerRound requests per round at most
 * @param copiesPerRound copies begun in one round at most, so that scans go on during a long repair
 */
@ConfigurationProperties("dfs.repair")
record RepairSettings(
        @DefaultValue("5s") Duration interval,
        @DefaultValue("4") int parallelCopies,
        @DefaultValue("1000") int scanPageSize,
        @DefaultValue("10") int scanPagesPerRound,
        @DefaultValue("1000") int copiesPerRound) {

    RepairSettings {
        atLeastOne("parallel-copies", parallelCopies);
        atLeastOne("scan-page-size", scanPageSize);
        atLeastOne("scan-pages-per-round", scanPagesPerRound);
        atLeastOne("copies-per-round", copiesPerRound);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("dfs.repair.interval must be longer than nothing: " + interval);
        }
    }

    private static void atLeastOne(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("dfs.repair.%s must be at least 1: %d".formatted(setting, value));
        }
    }
}
