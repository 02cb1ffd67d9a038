package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeepTreeTest {

    @TempDir
    Path folder;

    private InMemoryCluster cluster;
    private Place place;

    @BeforeEach
    void start() {
        cluster = new InMemoryCluster(3);
        place = new Place(folder, cluster.endpoint());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aTreeOfAThousandLevelsComesBack() {
        String below = "/d".repeat(1_000);
        cluster.metadata().touch("/t" + below + "/leaf");

        CommandRun run = place.dfs("download", "-r", "/t", "back");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.exists(folder.resolve("back" + below + "/leaf"))).isTrue();
    }

    @Test
    void eachFileThatTheLocalFileSystemCannotHoldIsNamed() {
        String below = ("/" + "n".repeat(250)).repeat(16);
        cluster.metadata().touch("/t" + below + "/leaf1");
        cluster.metadata().touch("/t" + below + "/leaf2");
        cluster.metadata().touch("/t/z");

        CommandRun run = place.dfs("download", "-r", "/t", "a".repeat(100) + "/" + "b".repeat(100));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("/leaf1: ").contains("/leaf2: ").contains("3 files were not downloaded");
        assertThat(folder.resolve("a".repeat(100)).resolve("b".repeat(100)).resolve("z"))
                .exists();
    }
}
