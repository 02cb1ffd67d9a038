package io.dfs.controller.repair;

import io.dfs.common.api.RepairClass;
import java.time.Duration;

/** What all copies of this controller together may use. Endangered chunks are not kept waiting, but the others pay for them. */
final class Bandwidth {

    /** With a longer debt than this, more waiting copies gain nothing. */
    private static final Duration NOTABLE_DEBT = Duration.ofSeconds(1);

    private final MonotonicTime time;
    private TokenBucket bucket;

    Bandwidth(long bytesPerSecond, MonotonicTime time) {
        this.time = time;
        this.bucket = TokenBucket.full(bytesPerSecond, time.nanos());
    }

    /** Books a copy that is to be made for sure, and tells how long it has to wait. */
    synchronized Duration book(RepairClass repairClass, long lengthBytes) {
        long now = time.nanos();
        if (repairClass == RepairClass.ENDANGERED) {
            bucket = bucket.takeUrgently(lengthBytes, now);
            return Duration.ZERO;
        }
        Duration wait = bucket.debtAt(now);
        bucket = bucket.take(lengthBytes, now);
        return wait;
    }

    /** How long a copy should not even be claimed; zero if one can begin soon. */
    synchronized Duration exhaustion() {
        Duration debt = bucket.debtAt(time.nanos());
        return debt.compareTo(NOTABLE_DEBT) > 0 ? debt.minus(NOTABLE_DEBT) : Duration.ZERO;
    }
}
