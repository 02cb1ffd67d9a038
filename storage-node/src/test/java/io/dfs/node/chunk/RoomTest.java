package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {

    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @CsvSource({
        // capacity, used, usable, promised -> reserve, free (GiB)
        "100, 0, 100, 0, 5, 95",
        "100, 20, 100, 0, 5, 75",
        "100, 20, 50, 0, 5, 45", // others use the file system too
        "100, 20, 100, 10, 5, 65",
        "100, 96, 100, 0, 5, 0",
        "100, 120, 100, 0, 5, 0", // the limit was lowered
        "1000, 0, 1000, 0, 10, 990", // a large disk
        "0, 0, 0, 0, 0, 0"
    })
    void keepsFivePercentOrTenGibibytesFree(
            long capacity, long used, long usable, long promised, long reserve, long free) {
        Room room = new Room(capacity * GIB, used * GIB, usable * GIB, promised * GIB);

        assertThat(room.reserveBytes()).isEqualTo(reserve * GIB);
        assertThat(room.freeBytes()).isEqualTo(free * GIB);
    }
}
