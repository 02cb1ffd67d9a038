package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorableTest {

    @ParameterizedTest
    @CsvSource({
        "3, '', 0",
        "3, 100, 0",
        "3, 100 100, 0",
        "3, 100 100 100, 100",
        "3, 5 5 1000, 5",
        "3, 0 0 1000, 0",
        "2, 5 5 1000, 10",
        "1, 5 5 1000, 1010",
        "3, 100 100 100 100, 133",
        "2, 30 30 30, 45",
    })
    void isWhatDifferentNodesCanTake(int replicationFactor, String free, long bytes) {
        List<Long> nodes = free.isEmpty()
                ? List.of()
                : Arrays.stream(free.split(" ")).map(Long::valueOf).toList();

        assertThat(Storable.bytes(nodes, replicationFactor)).isEqualTo(bytes);
    }

    @Test
    void isWhatFillingTheEmptiestNodesReaches() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int factor = 1 + random.nextInt(4);
            List<Long> free = IntStream.range(0, random.nextInt(8))
                    .mapToObj(_ -> (long) random.nextInt(40))
                    .toList();

            assertThat(Storable.bytes(free, factor))
                    .as("seed %d: factor %d, free %s", seed, factor, free)
                    .isEqualTo(filled(free, factor));
        }
    }

    /** One unit after the other, each on the nodes with most free space: that wastes none. */
    private static long filled(List<Long> free, int factor) {
        long[] left = free.stream().mapToLong(Long::longValue).toArray();
        for (long units = 0; ; units++) {
            Arrays.sort(left);
            if (left.length < factor || left[left.length - factor] == 0) {
                return units;
            }
            for (int i = left.length - factor; i < left.length; i++) {
                left[i]--;
            }
        }
    }
}
