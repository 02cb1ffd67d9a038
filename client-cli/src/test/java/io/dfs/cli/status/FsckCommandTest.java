package io.dfs.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class FsckCommandTest {

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

    private FsckFinding find(String path, FsckFinding.Kind kind) {
        FilePath file = FilePath.valueOf(path);
        FsckFinding finding = new FsckFinding(file, ChunkId.random(), kind, "what is there");
        cluster.metadata().operations().findings.put(file, finding);
        return finding;
    }

    @Test
    void allIsWellWhenNothingIsFound() {
        cluster.metadata().touch("/a/b/c");
        cluster.metadata().touch("/d");

        CommandRun run = dfs("fsck");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("checked 2 files, 2 chunks: all is well");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I-10 the exit code says whether data is at risk")
    void theExitCodeSaysWhetherDataIsAtRisk(FsckFinding.Kind kind) {
        cluster.metadata().touch("/odd \u00e4\u20ac/x y");
        FsckFinding finding = find("/odd \u00e4\u20ac/x y", kind);

        CommandRun run = dfs("fsck", "/");
        CommandRun verbose = dfs("fsck", "-v", "/odd \u00e4\u20ac");

        String line = "%s /odd \u00e4\u20ac/x y %s what is there".formatted(kind, finding.chunkId());
        assertThat(run.exitCode()).isEqualTo(finding.isRisk() ? 8 : 0);
        assertThat(run.out().lines().toList().contains(line)).isEqualTo(finding.isRisk());
        assertThat(run.out())
                .contains("checked 1 files, 1 chunks: %s is at risk: 1 %s"
                        .formatted(finding.isRisk() ? "data" : "nothing", kind));
        assertThat(verbose.out().lines()).contains(line);
    }

    @Test
    @DisplayName("I-9 asks for a bounded number of files at a time, each once")
    void asksForABoundedNumberOfFilesAtATime() {
        for (int i = 0; i < 1234; i++) {
            cluster.metadata().touch("/many/d%02d/f%04d".formatted(i % 7, i));
        }

        CommandRun run = dfs("fsck", "/many/");

        assertThat(run.out()).startsWith("checked 1,234 files");
        assertThat(cluster.metadata().operations().fsckRequests)
                .allMatch(request -> request.paths().size() <= FsckCommand.BATCH)
                .hasSize(7);
        assertThat(cluster.metadata().operations().fsckRequests.stream()
                        .flatMap(request -> request.paths().stream())
                        .distinct())
                .hasSize(1234);
    }

    @Test
    void checksASingleFileAndSaysWhatIsMissing() {
        cluster.metadata().touch("/a");

        assertThat(dfs("fsck", "/a").out()).startsWith("checked 1 files");
        assertThat(dfs("fsck", "/nothing").exitCode()).isEqualTo(3);
    }

    @Test
    void printsAllFindingsAsJson() {
        cluster.metadata().touch("/a");
        cluster.metadata().touch("/b");
        FsckFinding harmless = find("/b", FsckFinding.Kind.EXCESS);

        CommandRun run = dfs("fsck", "--json");

        JsonNode json = Json.mapper().readTree(run.outBytes());
        assertThat(json.get("checkedFiles").intValue()).isEqualTo(2);
        assertThat(Json.mapper().treeToValue(json.get("findings").get(0), FsckFinding.class))
                .isEqualTo(harmless);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void outlivesAServiceThatIsAwayForAMoment() {
        cluster.metadata().touch("/a/b");
        cluster.metadata().unavailable(1);

        assertThat(dfs("fsck").exitCode()).isZero();
    }
}
