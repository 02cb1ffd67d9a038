package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsOneSecondsWorthGoAtOnceAndThenMakesWait() {
        TokenBucket bucket = TokenBucket.full(100, 0).take(100, 0);
        assertThat(bucket.debtAt(0)).isZero();

        TokenBucket overdrawn = bucket.take(50, 0);
        assertThat(overdrawn.debtAt(0)).isEqualTo(Duration.ofMillis(500));
        assertThat(overdrawn.debtAt(SECOND / 4)).isEqualTo(Duration.ofMillis(250));
        assertThat(overdrawn.debtAt(SECOND)).isZero();
    }

    @Test
    void doesNotSaveUpMoreThanASecondsWorth() {
        TokenBucket rested = TokenBucket.full(100, 0).take(0, 1000 * SECOND);

        assertThat(rested.take(300, 1000 * SECOND).debtAt(1000 * SECOND)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void urgentBytesMakeOthersWaitButNeverForLong() {
        TokenBucket bucket = TokenBucket.full(100, 0);
        for (int i = 0; i < 1000; i++) {
            bucket = bucket.takeUrgently(500, 0);
        }

        assertThat(bucket.debtAt(0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(bucket.take(2000, 0).takeUrgently(1, 0).debtAt(0))
                .as("a debt that was deeper already is not forgiven")
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aClockThatSeemsToStandOrGoBackGainsNothing() {
        TokenBucket bucket = TokenBucket.full(100, 10 * SECOND).take(200, 10 * SECOND);

        assertThat(bucket.debtAt(9 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("I-9 anyone who waits out the debt never uses more than the rate and one second's worth on top")
    void whoeverWaitsOutTheDebtKeepsTheRate() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long rate = 1_000_000;
        long now = 0;
        long begun = 0;
        long last = 0;
        TokenBucket bucket = TokenBucket.full(rate, now);
        for (int i = 0; i < 1000; i++) {
            now += random.nextLong(SECOND / 2) + bucket.debtAt(now).toNanos();
            // What has begun before this one had to be paid for by now.
            assertThat((double) begun).isLessThanOrEqualTo(rate + rate * (now / 1e9) + 1);
            last = random.nextLong(3 * rate);
            bucket = bucket.take(last, now);
            begun += last;
        }
        assertThat(last).isPositive();
    }
}
