package io.dfs.metadata.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SliceTest {

    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);
    private static final long OPEN = Long.MAX_VALUE;

    @Test
    @DisplayName("I-9 small files are read together, large ones in parts")
    void filesAreReadInBoundedParts() {
        assertThat(Slice.of(List.of(A, B, C), Map.of(A, 1200, B, 4100, C, 800)))
                .containsExactly(
                        new Slice(List.of(B), 0, 2000),
                        new Slice(List.of(B), 2000, 4000),
                        new Slice(List.of(B), 4000, OPEN),
                        new Slice(List.of(A, C), 0, OPEN));
    }

    @Test
    void whatDoesNotFitBeginsAnew() {
        assertThat(Slice.of(List.of(A, B, C), Map.of(A, 1200, B, 801, C, 1199)))
                .containsExactly(new Slice(List.of(A), 0, OPEN), new Slice(List.of(B, C), 0, OPEN));
    }

    @Test
    void filesWithoutExtentsAreCheckedToo() {
        assertThat(Slice.of(List.of(A), Map.of())).containsExactly(new Slice(List.of(A), 0, OPEN));
        assertThat(Slice.of(List.of(), Map.of())).isEmpty();
    }
}
