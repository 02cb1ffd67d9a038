package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.DiskLatency.Latency;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {

    private static final long MIB = 1 << 20;

    private final AtomicLong nanos =
            new AtomicLong(-Duration.ofMinutes(3).toNanos()); // System.nanoTime may be negative
    private final LatencyWindow window = new LatencyWindow(nanos::get);

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    void nothingIsKnownOfADiskThatDidNothing() {
        assertThat(window.latency()).isNull();
    }

    @Test
    void theMedianAndTheTailAreOfTheTimeForEachMebibyte() {
        for (int chunk = 0; chunk < 97; chunk++) {
            window.add(64 * MIB, 64 * millis(10));
        }
        for (int chunk = 0; chunk < 3; chunk++) {
            window.add(MIB + 1, 2 * millis(500));
        }

        Latency latency = window.latency();

        assertThat(latency).isNotNull();
        assertThat(latency.samples()).isEqualTo(100);
        assertThat(latency.p50Micros()).isCloseTo(10_000, Percentage.withPercentage(20));
        assertThat(latency.p99Micros()).isCloseTo(500_000, Percentage.withPercentage(20));
    }

    @Test
    void aSmallChunkCountsAsAMebibyte() {
        window.add(1, millis(8));

        assertThat(window.latency())
                .satisfies(it -> assertThat(it.p50Micros()).isCloseTo(8_000, Percentage.withPercentage(20)));
    }

    @Test
    void whatWasMeasuredFiveMinutesAgoDoesNotCount() {
        window.add(1, millis(8000));
        nanos.addAndGet(Duration.ofMinutes(4).toNanos());
        window.add(1, millis(1));
        assertThat(window.latency()).satisfies(it -> assertThat(it.samples()).isEqualTo(2));

        nanos.addAndGet(Duration.ofMinutes(2).toNanos());

        assertThat(window.latency()).satisfies(it -> {
            assertThat(it.samples()).isEqualTo(1);
            assertThat(it.p99Micros()).isCloseTo(1_000, Percentage.withPercentage(20));
        });
    }
}
