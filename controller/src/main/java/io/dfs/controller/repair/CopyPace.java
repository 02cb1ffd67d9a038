package io.dfs.controller.repair;

import io.dfs.common.size.ByteSize;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How long the last copies took for each MiB begun, so that one that takes far longer is given up and made with other nodes. What
 * was given up counts with the time that it was given: if all copies get slow, they are soon given more. Thread-safe.
 */
@Component
class CopyPace {

    static final int MIN_SAMPLES = 8;

    private static final int MAX_SAMPLES = 64;
    private static final int FACTOR = 4;

    /** A shorter wait is not worth another copy. */
    private static final Duration FLOOR = Duration.ofSeconds(30);

    private final Duration floor;
    private final Deque<Long> nanosPerMebibyte = new ArrayDeque<>();

    @Autowired
    CopyPace() {
        this(FLOOR);
    }

    CopyPace(Duration floor) {
        this.floor = floor;
    }

    synchronized void took(long lengthBytes, Duration duration) {
        if (nanosPerMebibyte.size() == MAX_SAMPLES) {
            nanosPerMebibyte.removeFirst();
        }
        nanosPerMebibyte.addLast(duration.toNanos() / ByteSize.mebibytesBegun(lengthBytes));
    }

    /** How long a copy may take; empty while too few have been made. */
    synchronized Optional<Duration> limit(long lengthBytes) {
        if (nanosPerMebibyte.size() < MIN_SAMPLES) {
            return Optional.empty();
        }
        List<Long> sorted = nanosPerMebibyte.stream().sorted().toList();
        Duration usual = Duration.ofNanos(sorted.get(sorted.size() / 2) * ByteSize.mebibytesBegun(lengthBytes));
        Duration limit = usual.multipliedBy(FACTOR);
        return Optional.of(limit.compareTo(floor) < 0 ? floor : limit);
    }
}
