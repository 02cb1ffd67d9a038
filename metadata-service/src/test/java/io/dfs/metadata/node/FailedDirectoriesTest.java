package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedDirectoriesTest {

    @Test
    void comeBackAsTheyWentIn() {
        assertThat(FailedDirectories.split(FailedDirectories.join(List.of()))).isEmpty();
        assertThat(FailedDirectories.split(FailedDirectories.join(List.of("/data/a", "/data/b"))))
                .containsExactly("/data/a", "/data/b");
    }

    @Test
    void areCutWhereTheColumnEnds() {
        String column = FailedDirectories.join(Collections.nCopies(1000, "/data/disk"));

        assertThat(column).hasSize(4000).endsWith("…");
    }
}
