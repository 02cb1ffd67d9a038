package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RepairClass;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnreadableChunksTest {

    private final UnreadableChunks chunks = new UnreadableChunks(2);
    private final Wanted a = unreadable();
    private final Wanted b = unreadable();
    private final Wanted c = unreadable();

    @Test
    void aChunkIsNewsWhenItBecomesUnreadableAndNotAgainWhileItStaysSo() {
        assertThat(news(List.of(a, b), a)).containsExactly(a);
        assertThat(news(List.of(a, b), a, b)).containsExactly(b);
        assertThat(news(List.of(a, b), a, b)).isEmpty();

        assertThat(news(List.of(c))).as("another page tells nothing of a and b").isEmpty();
        assertThat(news(List.of(a, b), a)).isEmpty();
        assertThat(news(List.of(a, b), a, b)).as("b was readable meanwhile").containsExactly(b);
    }

    @Test
    @DisplayName("I-9 of very many the oldest are forgotten")
    void theMemoryHasALimit() {
        assertThat(news(List.of(a, b, c), a, b, c)).containsExactly(a, b, c);

        assertThat(news(List.of(b, c), b, c)).isEmpty();
        assertThat(news(List.of(a), a)).containsExactly(a);
    }

    private List<Wanted> news(List<Wanted> examined, Wanted... unreadable) {
        return chunks.news(examined.stream().map(Wanted::chunkId).toList(), List.of(unreadable));
    }

    private static Wanted unreadable() {
        return new Wanted(
                ChunkId.random(), WorkItem.Kind.REPAIR, RepairClass.ENDANGERED, "0 of 3 replicas", null, null);
    }
}
