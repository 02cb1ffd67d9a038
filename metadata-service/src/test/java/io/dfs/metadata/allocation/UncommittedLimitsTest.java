package io.dfs.metadata.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class UncommittedLimitsTest {

    private static final long GIB = 1L << 30;

    private final UncommittedLimits limits =
            new UncommittedLimits(50, DataSize.ofGigabytes(10), 1000, Duration.ofHours(48));

    private static Usage gib(long gib) {
        return new Usage(gib * GIB, 1);
    }

    @Test
    void oneWriterMayHaveHalfOfWhatIsFreeWithoutSuchChunks() {
        assertThatCode(() -> limits.check("alice", gib(50), gib(50), 50 * GIB)).doesNotThrowAnyException();

        assertRefused(
                () -> limits.check("alice", gib(51), gib(51), 49 * GIB),
                "alice would have 51 GiB in chunks that no file has yet, and 50 GiB is the limit");
    }

    @Test
    void allWritersTogetherMayHaveThreeQuarters() {
        assertThatCode(() -> limits.check("alice", gib(25), gib(75), 25 * GIB)).doesNotThrowAnyException();

        assertRefused(
                () -> limits.check("alice", gib(25), gib(76), 24 * GIB), "all writers together would have 76 GiB");
    }

    @Test
    void aSmallAmountIsAllowedHoweverLittleIsFree() {
        assertThatCode(() -> limits.check("alice", gib(10), gib(10), 0)).doesNotThrowAnyException();
        assertRefused(() -> limits.check("alice", gib(11), gib(11), 0), "the limit: let uploads under way end");
    }

    @Test
    void manyShortChunksAreTooMany() {
        assertRefused(
                () -> limits.check("alice", new Usage(1, 1001), new Usage(1, 1001), 100 * GIB),
                "alice would have 1001 chunks that no file has yet, and 1000 is the limit");
    }

    @Test
    void withAShareOfAllThereIsNoLimit() {
        UncommittedLimits none = new UncommittedLimits(100, DataSize.ofBytes(0), 1, Duration.ofHours(1));

        assertThatCode(() -> none.check("alice", new Usage(100 * GIB, 100), gib(100), 0))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(ThrowingCallable check, String reason) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE))
                .hasMessageContaining(reason);
    }
}
