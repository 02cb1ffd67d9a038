package io.dfs.controller.repair;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param interval pause between rounds
 * @param parallelCopies copies under way at once
 * @param maxBandwidth what all copies of this controller may use per second; endangered chunks do not wait for it
 * @param scanPageSize chunks compared per request, 1 to 1000
 * @param scanPagesPerRound requests per round at most for the walk over all chunks
 * @param focusPagesPerRound requests per round at most for the chunks of nodes that something happened to
 * @param copiesPerRound copies begun in one round at most, so that scans go on during a long repair
 * @param copyTimePerRound how long a round begins copies, for the same reason
 * @param renewalInterval pause between renewals of the claims of copies under way; several fit into the life of a claim
 */
@ConfigurationProperties("dfs.repair")
record RepairSettings(
        @DefaultValue("5s") Duration interval,
        @DefaultValue("8") int parallelCopies,
        @DefaultValue("400MB") DataSize maxBandwidth,
        @DefaultValue("1000") int scanPageSize,
        @DefaultValue("10") int scanPagesPerRound,
        @DefaultValue("50") int focusPagesPerRound,
        @DefaultValue("1000") int copiesPerRound,
        @DefaultValue("10s") Duration copyTimePerRound,
        @DefaultValue("5s") Duration renewalInterval) {

    /** With less, a copy of the largest chunk would wait for minutes. */
    private static final DataSize LEAST_BANDWIDTH = DataSize.ofMegabytes(10);

    RepairSettings {
        atLeastOne("parallel-copies", parallelCopies);
        atLeastOne("scan-page-size", scanPageSize);
        atLeastOne("scan-pages-per-round", scanPagesPerRound);
        atLeastOne("focus-pages-per-round", focusPagesPerRound);
        atLeastOne("copies-per-round", copiesPerRound);
        longerThanNothing("interval", interval);
        longerThanNothing("copy-time-per-round", copyTimePerRound);
        longerThanNothing("renewal-interval", renewalInterval);
        if (maxBandwidth.compareTo(LEAST_BANDWIDTH) < 0) {
            throw new IllegalArgumentException("dfs.repair.max-bandwidth must be at least %dMB: %d bytes"
                    .formatted(LEAST_BANDWIDTH.toMegabytes(), maxBandwidth.toBytes()));
        }
    }

    private static void atLeastOne(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("dfs.repair.%s must be at least 1: %d".formatted(setting, value));
        }
    }

    private static void longerThanNothing(String setting, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "dfs.repair.%s must be longer than nothing: %s".formatted(setting, value));
        }
    }
}
