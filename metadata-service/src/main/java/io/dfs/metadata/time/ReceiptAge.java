package io.dfs.metadata.time;

import java.time.Duration;
import java.time.Instant;

/** What the age of a node's receipt says about the replica. */
public final class ReceiptAge {

    /** So far the clocks of node and database may differ, and no chunk report is so quick. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    private ReceiptAge() {}

    /**
     * Whether the receipt is not of now, so that the replica may have gone since it was signed.
     *
     * @param now by the database's clock
     */
    public static boolean isOld(Instant signedAt, Instant now) {
        return !signedAt.isAfter(now.minus(RECENT));
    }
}
