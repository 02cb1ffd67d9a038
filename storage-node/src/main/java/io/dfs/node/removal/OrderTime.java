package io.dfs.node.removal;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment by both clocks of the machine: one of them stands still while the machine sleeps, the other one can be set.
 *
 * @param nanos of the clock that is never set
 * @param wall by the other one
 */
public record OrderTime(long nanos, Instant wall) {

    /** How long it is past, at most: an order that is taken for too old comes again. */
    Duration age(OrderTime now) {
        Duration run = Duration.ofNanos(now.nanos - nanos);
        Duration passed = Duration.between(wall, now.wall);
        return run.compareTo(passed) > 0 ? run : passed;
    }
}
