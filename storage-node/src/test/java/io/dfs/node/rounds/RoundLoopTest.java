package io.dfs.node.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoundLoopTest {

    @Test
    void runsRoundAfterRoundUntilItIsStopped() {
        AtomicInteger rounds = new AtomicInteger();
        RoundLoop loop = new RoundLoop("test", () -> {
            rounds.incrementAndGet();
            return Duration.ofMillis(1);
        });
        loop.start();
        await().until(() -> rounds.get() >= 3);

        loop.stop();

        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    @DisplayName("I-7 no round is under way any more when stopping has ended, so that another process may take over")
    void noRoundIsUnderWayWhenStoppingHasEnded() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        RoundLoop loop = new RoundLoop("test", () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.set(true);
            }
            return Duration.ZERO;
        });
        loop.start();
        await().until(() -> begun.getCount() == 0);

        loop.stop();

        assertThat(ended).isTrue();
    }
}
