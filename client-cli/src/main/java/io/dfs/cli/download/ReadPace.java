package io.dfs.cli.download;

import java.time.Duration;

/**
 * Whether a replica is read so slowly that the next one is asked for the rest. Pure.
 *
 * @param floor below this no wait is worth another request
 * @param factor how many times slower than the others a replica may be
 */
record ReadPace(Duration floor, int factor) {

    /** Above the 95th percentile, as that of few samples is a guess. */
    private static final int FIRST_BYTE_FACTOR = 3;

    /** How long, in floors, the rest may take while it is not known how fast others are. */
    private static final int FLOORS_WITHOUT_COMPARISON = 10;

    enum Verdict {
        FAST_ENOUGH,
        /** Far slower than other nodes. */
        SLOW,
        /** Perhaps slow: no other node has been seen yet. */
        UNKNOWN
    }

    /**
     * A reading under way.
     *
     * @param silentNanos since the last byte, or since the request
     */
    record Standing(long elapsedNanos, long silentNanos, long gotBytes, long leftBytes) {}

    /**
     * What the other nodes gave in this command.
     *
     * @param firstByteNanos the 95th percentile; 0 if unknown
     * @param bytesPerSecond of one connection; 0 if unknown
     */
    record Others(long firstByteNanos, double bytesPerSecond) {

        static final Others UNKNOWN = new Others(0, 0);
    }

    Verdict judge(Standing reading, Others others) {
        long silence = Math.max(floor.toNanos(), FIRST_BYTE_FACTOR * others.firstByteNanos());
        if (reading.elapsedNanos() < floor.toNanos() || reading.leftBytes() == 0) {
            return Verdict.FAST_ENOUGH;
        }
        if (reading.silentNanos() > silence) {
            return Verdict.SLOW;
        }
        if (reading.gotBytes() == 0) {
            return Verdict.FAST_ENOUGH;
        }
        double leftNanos = (double) reading.elapsedNanos() * reading.leftBytes() / reading.gotBytes();
        if (others.bytesPerSecond() == 0) {
            return leftNanos > (double) FLOORS_WITHOUT_COMPARISON * floor.toNanos()
                    ? Verdict.UNKNOWN
                    : Verdict.FAST_ENOUGH;
        }
        double othersNanos = reading.leftBytes() * 1e9 / others.bytesPerSecond();
        return leftNanos > floor.toNanos() && leftNanos > factor * othersNanos ? Verdict.SLOW : Verdict.FAST_ENOUGH;
    }
}
