package io.dfs.metadata.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableDigestTest {

    private static TableDigest.Result of(@Nullable Object[]... rows) {
        TableDigest digest = new TableDigest();
        for (Object[] row : rows) {
            digest.add(row);
        }
        return digest.result();
    }

    @Test
    void theOrderOfRowsDoesNotMatter() {
        assertThat(of(new Object[] {1L, "a"}, new Object[] {2L, "b"}))
                .isEqualTo(of(new Object[] {2L, "b"}, new Object[] {1L, "a"}));
    }

    @Test
    void noTwoRowsLookAlike() {
        LocalDateTime time = LocalDateTime.of(2026, 1, 1, 0, 0, 0, 123_456_000);
        List<TableDigest.Result> digests = Stream.of(
                        new @Nullable Object[] {null, "a"},
                        new @Nullable Object[] {"a", null},
                        new Object[] {"", "a"},
                        new Object[] {"a", ""},
                        new Object[] {new byte[] {97}, ""},
                        new Object[] {1L, ""},
                        new Object[] {true, ""},
                        new Object[] {"\uD83C", ""},
                        new Object[] {"\uD83D", ""},
                        new Object[] {"?", ""},
                        new Object[] {time, ""},
                        new Object[] {time.withNano(123_000_000), ""})
                .map(row -> of(row))
                .toList();

        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void aRowThatIsThereTwiceCountsTwice() {
        assertThat(of(new Object[] {1L}, new Object[] {1L})).isNotEqualTo(of(new Object[] {1L}));
    }
}
