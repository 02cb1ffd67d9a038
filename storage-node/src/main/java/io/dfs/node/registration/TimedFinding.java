package io.dfs.node.registration;

import io.dfs.common.api.ReplicaVerification;
import java.time.Duration;

/**
 * A finding and when it was made.
 *
 * @param atNanos as {@link System#nanoTime} counts
 */
public record TimedFinding(ReplicaVerification finding, long atNanos) {

    /** As it is told: with its age, because what has been found out since must not be undone by it. */
    public ReplicaVerification aged(long nowNanos) {
        return finding.aged(Duration.ofNanos(nowNanos - atNanos));
    }
}
