package io.dfs.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.cli.progress.Progress;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureLogTest {

    /** Remembers what was told. */
    private static final class Told implements Progress {

        final List<String> lines = new ArrayList<>();

        @Override
        public void expect(long bytes) {}

        @Override
        public void done(long bytes) {}

        @Override
        public void resumed(long bytes) {}

        @Override
        public void warn(String line) {
            lines.add(line);
        }

        @Override
        public void finish(String summary) {}

        @Override
        public void close() {}
    }

    private final Told told = new Told();
    private final FailureLog failures = new FailureLog(told, false);

    private void fail(String what, ErrorCode code) {
        failures.attempt(what, () -> {
            throw new DfsException(code, "why");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND", "ALREADY_EXISTS", "FORBIDDEN", "CHECKSUM_MISMATCH", "INVALID_PATH"})
    void whatIsAboutOneNameIsToldAndTheOthersFollow(ErrorCode code) {
        fail("/a", code);
        fail("/b", code);

        assertThat(told.lines).containsExactly("/a: why", "/b: why");
        assertThatThrownBy(() -> failures.throwIfAny("name", "removed"))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage("2 names were not removed; the first: why");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "TOKEN_INVALID", "INVALID_REPLICATION_FACTOR", "NO_SPACE", "OVERLOADED"})
    void whatWouldHappenToEachOfThemEndsTheCommandAtOnce(ErrorCode code) {
        assertThatThrownBy(() -> fail("/a", code)).isInstanceOf(DfsException.class);

        assertThat(failures.isEmpty()).isTrue();
    }

    @Test
    void aNameIsToldSoThatAShellTakesIt() {
        fail("/two\nlines", ErrorCode.NOT_FOUND);

        assertThat(told.lines).containsExactly("$'/two\\nlines': why");
    }
}
