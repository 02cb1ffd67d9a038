package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Duration PAUSE = Duration.ofNanos(1);

    private static final Retry IMPATIENT_UNTIL_ANSWERED =
            new Retry(Duration.ZERO, PAUSE, PAUSE).withAnsweredLimit(Duration.ofMinutes(5));

    @Test
    void aServiceThatAnswersIsWaitedFor() {
        Queue<ErrorCode> failures =
                new ArrayDeque<>(List.of(ErrorCode.DATABASE_UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.INTERNAL));

        assertThat(IMPATIENT_UNTIL_ANSWERED.call(() -> next(failures))).isEqualTo("done");
    }

    @Test
    void anAddressAtWhichNothingIsReachedIsGivenUp() {
        Queue<ErrorCode> failures = new ArrayDeque<>(List.of(ErrorCode.DATABASE_UNAVAILABLE, ErrorCode.UNAVAILABLE));

        assertThatThrownBy(() -> IMPATIENT_UNTIL_ANSWERED.call(() -> next(failures)))
                .extracting("code")
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aRefusalIsNotAskedForAgain() {
        Queue<ErrorCode> failures = new ArrayDeque<>(List.of(ErrorCode.NOT_FOUND));

        assertThatThrownBy(() -> IMPATIENT_UNTIL_ANSWERED.call(() -> next(failures)))
                .extracting("code")
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    private static String next(Queue<ErrorCode> failures) {
        ErrorCode failure = failures.poll();
        if (failure != null) {
            throw new DfsException(failure, "not now");
        }
        return "done";
    }
}
