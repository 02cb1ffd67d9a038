package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.support.ClusterScene;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class DeepTreeTest extends ClusterScene {

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
