package io.dfs.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.cli.upload.ChunkStanding.Next;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadDecisionsTest {

    @ParameterizedTest
    @CsvSource({
        // length, wished, max chunks: chunk size, chunks, length of the last one
        "0, 100, 10, 100, 0, 0",
        "1, 100, 10, 100, 1, 1",
        "100, 100, 10, 100, 1, 100",
        "101, 100, 10, 100, 2, 1",
        "1000, 100, 10, 100, 10, 100",
        "1001, 100, 10, 1048576, 1, 1001",
        "10485760, 1048576, 10, 1048576, 10, 1048576",
        "10485761, 1048576, 10, 2097152, 6, 1"
    })
    void plansChunks(long length, long wished, int maxChunks, long chunkSize, int chunks, long last) {
        ChunkPlan plan = ChunkPlan.of(length, wished, maxChunks, 1L << 30);

        assertThat(plan.chunkSizeBytes()).isEqualTo(chunkSize);
        assertThat(plan.chunkCount()).isEqualTo(chunks);
        long sum = 0;
        for (int index = 0; index < chunks; index++) {
            assertThat(plan.offsetOf(index)).isEqualTo(sum);
            sum += plan.lengthOf(index);
        }
        assertThat(sum).isEqualTo(length);
        assertThat(chunks == 0 ? 0 : plan.lengthOf(chunks - 1)).isEqualTo(last);
    }

    @Test
    void refusesAFileThatIsTooLargeForAnyChunkSize() {
        assertThatThrownBy(() -> ChunkPlan.of((10L << 30) + 1, 1 << 20, 10, 1L << 30))
                .isInstanceOf(DfsException.class)
                .hasMessageContaining("10 chunks of 1 GiB");
    }

    @ParameterizedTest
    @CsvSource({
        // wanted, minimum, durable, refused, patience left
        "3, 2, 3, false, true, COMPLETE",
        "3, 2, 4, true, false, COMPLETE",
        "1, 1, 1, false, true, COMPLETE",
        "3, 2, 2, false, true, MORE_PLACES",
        "3, 2, 2, true, true, SETTLE",
        "3, 2, 2, false, false, SETTLE",
        "3, 2, 1, false, true, MORE_PLACES",
        "3, 2, 1, true, true, WAIT",
        "3, 2, 1, true, false, GIVE_UP",
        "3, 2, 0, false, true, NEW_CHUNK",
        "3, 2, 0, true, true, WAIT",
        "3, 2, 0, false, false, GIVE_UP"
    })
    @DisplayName("I-1 a chunk counts only with its least number of replicas")
    void decidesWhatAChunkNeedsNext(
            int wanted, int minimum, int durable, boolean refused, boolean patience, Next expected) {
        assertThat(new ChunkStanding(wanted, minimum, durable, refused, patience).next())
                .isEqualTo(expected);
    }

    @Test
    void remembersIdsLikeAMap() {
        Random random = new Random(1);
        IdMap ids = new IdMap();
        Map<UUID, Long> expected = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            UUID id = new UUID(random.nextInt(500) + 1, random.nextInt(20));
            long value = random.nextLong();
            ids.put(id, value);
            expected.put(id, value);
        }

        assertThat(ids.size()).isEqualTo(expected.size());
        assertThat(expected.keySet()).allMatch(ids::contains);
        assertThat(expected).allSatisfy((id, value) -> {
            assertThat(ids.contains(id, value)).isTrue();
            assertThat(ids.contains(id, value + 1)).isFalse();
        });
        assertThat(ids.contains(new UUID(501, 0))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // first, largest, max chunks: index, size of the chunk there
        "64, 1024, 10000, 0, 64",
        "64, 1024, 10000, 999, 64",
        "64, 1024, 10000, 1000, 128",
        "64, 1024, 10000, 3999, 512",
        "64, 1024, 10000, 4000, 1024",
        "64, 1024, 10000, 9999, 1024",
        "64, 1000, 10000, 9999, 1000",
        "1024, 1024, 10000, 9999, 1024",
        "1, 1024, 3, 2, 4"
    })
    void chunksOfAStreamGetLargerTheLongerItBecomes(long first, long largest, int maxChunks, int index, long size) {
        assertThat(new StreamPlan(first, largest, maxChunks).sizeOf(index)).isEqualTo(size);
    }

    @Test
    void aStreamOfUsualChunksMayHaveTebibytes() {
        assertThat(new StreamPlan(64L << 20, 1L << 30, 10_000).capacityBytes()).isGreaterThan(6L << 40);
        assertThat(new StreamPlan(1L << 20, 1L << 30, 10_000).capacityBytes()).isGreaterThan(1L << 39);
    }

    @Test
    void encodesOriginsForAHeader() {
        assertThat(Origins.of(FilePath.valueOf("/a b/中+#"), 7)).isEqualTo("/a%20b/%E4%B8%AD%2B%23#7");
    }
}
