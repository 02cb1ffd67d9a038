package io.dfs.service.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class AnswerProgressTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AnswerProgress progress = new AnswerProgress(new ConnectionLimits(
            Duration.ofSeconds(10),
            DataSize.ofKilobytes(1),
            Duration.ofSeconds(30),
            DataSize.ofKilobytes(64),
            100,
            0,
            true));

    @Test
    void whatTheSystemTakesAtOnceTellsNothingOfTheReader() {
        progress.wrote(1, 4_000_000, true);
        progress.wrote(2, 0, true);

        assertThat(progress.isWaiting()).isTrue();
        assertThat(progress.bytesPerSecond(10 * SECOND)).isZero();
    }

    @Test
    void aReaderWhoTakesAByteNowAndThenIsTooSlow() {
        for (int second = 0; second < 40; second++) {
            progress.wrote(1 + second * SECOND, 0, true);
            progress.wrote(1 + second * SECOND + SECOND / 2, 1, true);
        }
        progress.wrote(41 * SECOND, 0, true);

        assertThat(progress.isTooSlow(60 * SECOND)).isTrue();
    }

    @Test
    void aReaderWhoIsSlowAndFastEnoughIsNot() {
        for (int second = 0; second < 120; second++) {
            progress.wrote(1 + second * SECOND, 0, true);
            assertThat(progress.isTooSlow(1 + second * SECOND + SECOND / 2)).isFalse();
            progress.wrote((second + 1) * SECOND, 2_000, true);
        }
    }

    @Test
    void aServiceThatHasNothingToSendIsNotTheReadersFault() {
        progress.wrote(1, 1_000, false);

        assertThat(progress.isWaiting()).isFalse();
        assertThat(progress.isTooSlow(Duration.ofHours(1).toNanos())).isFalse();
    }

    @Test
    void theNextAnswerIsMeasuredByItself() {
        progress.wrote(1, 0, true);
        progress.wrote(20 * SECOND, 10, false);
        progress.restart();

        assertThat(progress.waitedNanos(21 * SECOND)).isZero();
    }
}
