package io.dfs.cli.session;

import io.dfs.common.http.Retry;
import java.time.Duration;

/**
 * How patient transfers are. Constants for people, variables for tests.
 *
 * @param responseTimeout the longest silence of a node or service
 * @param stallLimit how long a receiver may take nothing before the others go on without it
 * @param firstContact for the first call: an address that is wrong should be told soon
 * @param transfer for calls in the middle of a transfer: outlives the restart of a service
 * @param lagFloor the shortest time that a slow node is given beyond what others took
 * @param hedgeFloor how long a replica may keep a reader waiting before the next one is asked, if nothing better is known
 * @param exclusion how long a node that failed is left alone
 * @param patience how long to go on looking for nodes that take or give a chunk
 * @param longestPause between two looks; pauses begin at a twentieth of it
 */
public record TransferSettings(
        Duration connectTimeout,
        Duration responseTimeout,
        Duration stallLimit,
        Duration lagFloor,
        Duration hedgeFloor,
        Retry firstContact,
        Retry transfer,
        Duration exclusion,
        Duration patience,
        Duration longestPause) {

    public static final TransferSettings DEFAULT = new TransferSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            new Retry(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(1)),
            Retry.PATIENT,
            Duration.ofSeconds(60),
            Duration.ofMinutes(2),
            Duration.ofSeconds(3));

    /** The same with other limits for slow nodes, and with this one for silent nodes. */
    public TransferSettings withSlowness(Duration newLagFloor, Duration newHedgeFloor, Duration silence) {
        return new TransferSettings(
                connectTimeout,
                silence,
                silence,
                newLagFloor,
                newHedgeFloor,
                firstContact,
                transfer,
                exclusion,
                patience,
                longestPause);
    }
}
