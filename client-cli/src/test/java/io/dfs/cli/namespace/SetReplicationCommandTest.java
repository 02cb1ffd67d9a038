package io.dfs.cli.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SetReplicationCommandTest {

    @TempDir
    Path folder;

    private final InMemoryCluster cluster = new InMemoryCluster(3);

    @AfterEach
    void close() {
        cluster.close();
    }

    private CommandRun dfs(String... arguments) {
        return new Place(folder, cluster.endpoint()).dfs(arguments);
    }

    private int factor(String path) {
        return cluster.metadata().file(path).commit().replicationFactor();
    }

    @Test
    void setsAFile() {
        cluster.metadata().touch("/in/a b");

        CommandRun run = dfs("setrep", "2", "/in/a b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEqualToIgnoringNewLines("2 replicas of 1 file");
        assertThat(factor("/in/a b")).isEqualTo(2);
    }

    @Test
    void setsEveryFileBelowADirectoryOnlyWhenAskedTo() {
        for (int i = 0; i < 30; i++) {
            cluster.metadata().touch("/in/d%d/f%d".formatted(i % 3, i));
        }
        cluster.metadata().touch("/other");

        CommandRun refused = dfs("setrep", "2", "/in");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("give -r");

        assertThat(dfs("setrep", "-r", "2", "/in/").err()).isEqualToIgnoringNewLines("2 replicas of 30 files");
        assertThat(factor("/in/d2/f29")).isEqualTo(2);
        assertThat(factor("/other")).isEqualTo(3);
        assertThat(dfs("setrep", "-r", "2", "/in").err()).contains("0 files; 30 had it already");
    }

    @Test
    void waitsUntilFsckFindsNothingOfIt() {
        cluster.metadata().touch("/a");
        FilePath file = FilePath.valueOf("/a");
        cluster.metadata()
                .operations()
                .findings
                .put(file, new FsckFinding(file, null, FsckFinding.Kind.EXCESS, "3 of 2"));
        CompletableFuture<CommandRun> waiting = CompletableFuture.supplyAsync(() -> dfs("setrep", "--wait", "2", "/a"));
        // The second question shows that the first was answered with what was found.
        await().until(() -> cluster.metadata().operations().fsckRequests.size() >= 2);
        assertThat(waiting).isNotDone();

        cluster.metadata()
                .operations()
                .findings
                .put(file, new FsckFinding(file, null, FsckFinding.Kind.UNVERIFIED, "harmless"));

        assertThat(waiting.join().exitCode()).isZero();
        assertThat(waiting.join().err())
                .contains("1 chunks do not have 2 replicas yet")
                .contains("2 replicas of 1 file");
    }

    @Test
    void printsTheFilesAsJson() {
        cluster.metadata().touch("/in/a");

        JsonNode json =
                Json.mapper().readTree(dfs("setrep", "-r", "--json", "1", "/in").outBytes());

        assertThat(Json.mapper()
                        .treeToValue(json.get("files").get(0), FileStat.class)
                        .replicationFactor())
                .isEqualTo(1);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(dfs("setrep", "2", "/nothing").exitCode()).isEqualTo(3);
        assertThat(dfs("setrep", "two", "/a").exitCode()).isEqualTo(2);
        assertThat(dfs("setrep", "2").exitCode()).isEqualTo(2);
    }
}
