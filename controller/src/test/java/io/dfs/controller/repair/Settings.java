package io.dfs.controller.repair;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Settings with what a test cares about changed. */
record Settings(int parallelCopies, int scanPages, int focusPages, int copiesPerRound, long bandwidthMegabytes) {

    static Settings standard() {
        return new Settings(4, 3, 50, 1000, 100_000);
    }

    Settings withFocusPages(int pages) {
        return new Settings(parallelCopies, scanPages, pages, copiesPerRound, bandwidthMegabytes);
    }

    Settings withCopiesPerRound(int copies) {
        return new Settings(parallelCopies, scanPages, focusPages, copies, bandwidthMegabytes);
    }

    Settings withBandwidth(int parallelCopies, long megabytes) {
        return new Settings(parallelCopies, scanPages, focusPages, copiesPerRound, megabytes);
    }

    RepairSettings build() {
        return new RepairSettings(
                Duration.ofSeconds(1),
                parallelCopies,
                DataSize.ofMegabytes(bandwidthMegabytes),
                1000,
                scanPages,
                focusPages,
                copiesPerRound,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
    }
}
