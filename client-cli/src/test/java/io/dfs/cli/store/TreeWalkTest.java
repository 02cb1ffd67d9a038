package io.dfs.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.support.ClusterScene;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeWalkTest extends ClusterScene {

    @Test
    void aDeepTreeCostsARequestPerManyLevels() {
        cluster.metadata().touch("/t" + "/d".repeat(300) + "/leaf");

        CommandRun run = place.dfs("fsck", "/t");

        assertThat(run.out()).contains("checked 1 files");
        assertThat(cluster.metadata().lists()).isLessThan(8);
    }

    @Test
    void aTreeIsWalkedCompletelyWhereSomePagesComeAheadAndOthersGoOn() throws Exception {
        List<String> files = IntStream.range(0, 400)
                .mapToObj(i -> "/d%d/e%d/f%d".formatted(i % 3, i % 40, i))
                .toList();
        files.forEach(file -> cluster.metadata().touch("/t" + file));

        CommandRun run = place.dfs("download", "-r", "/t", "back");

        assertThat(run.exitCode()).as(run.err()).isZero();
        for (String file : files) {
            assertThat(Files.exists(folder.resolve("back" + file))).as(file).isTrue();
        }
        assertThat(place.dfs("fsck", "/t").out()).contains("checked 400 files");
    }

    @Test
    void aServiceThatListsOnlyOneDirectoryAtATimeIsAskedForEach() {
        cluster.metadata().listDirectoriesOnly();
        cluster.metadata().touch("/t/a/b/c/leaf");

        assertThat(place.dfs("fsck", "/t").out()).contains("checked 1 files");
    }
}
