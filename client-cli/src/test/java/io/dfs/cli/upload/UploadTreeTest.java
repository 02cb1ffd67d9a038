package io.dfs.cli.upload;

import static io.dfs.cli.upload.UploadScene.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a directory is stored, and what is left out. */
class UploadTreeTest {

    @TempDir
    Path folder;

    private UploadScene scene;

    @BeforeEach
    void start() {
        scene = new UploadScene(folder);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private List<String> stored() {
        return scene.cluster.metadata().files().keySet().stream()
                .map(FilePath::toString)
                .sorted()
                .toList();
    }

    private void link(String link, String to) throws IOException {
        Path path = folder.resolve(link);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, folder.resolve(to));
    }

    @Test
    void aCommitThatAProxyFindsTooLargeIsMadeInParts() throws IOException {
        for (int i = 0; i < 40; i++) {
            scene.file("tree/" + i, 10 + i);
        }
        scene.cluster.metadata().behindProxy(4096);

        CommandRun run = scene.upload("-r", "tree", "/t");

        assertDone(run);
        assertThat(stored()).hasSize(40);
        scene.assertStored("/t/17", folder.resolve("tree/17"));
        assertThat(scene.cluster.metadata().allocatedTickets()).isLessThanOrEqualTo(2);
    }

    @Test
    void aCommitThatAProxyRefusesSaysWhoseLimitItIsAndCostsTheNextRunNoTransfer() throws IOException {
        scene.file("large", 100 * UploadScene.CHUNK);
        scene.cluster.metadata().behindProxy(4096);

        CommandRun refused = scene.upload("large", "/large");
        int sent = scene.cluster.writes();
        scene.cluster.metadata().behindProxy(Integer.MAX_VALUE);
        CommandRun again = scene.upload("large", "/large");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("a proxy (proxy/1.0) before the metadata service", "HTTP 413");
        assertDone(again);
        assertThat(scene.cluster.writes()).isEqualTo(sent);
    }

    @Test
    void leavesLinksInATreeOutAndSaysSoInOneLine() throws IOException {
        scene.file("elsewhere/private-key", 10);
        scene.file("tree/g", 10);
        link("tree/a-file", "elsewhere/private-key");
        link("tree/a-directory", "elsewhere");
        link("tree/nothing", "nowhere");
        link("tree/only-links/one", "elsewhere");

        CommandRun run = scene.upload("-r", "tree", "/t");

        assertDone(run);
        assertThat(stored()).containsExactly("/t/g");
        assertThat(run.err()).contains("4 links were left out", "--links follow");
        assertThat(run.err().lines().filter(line -> line.contains("link"))).hasSize(1);
        assertThat(scene.cluster.metadata().hasDirectory("/t/only-links")).isTrue();
    }

    @Test
    void followsLinksInATreeWhenAskedTo() throws IOException {
        Path key = scene.file("elsewhere/f", 10);
        scene.file("elsewhere/deep/h", 12);
        scene.file("tree/g", 11);
        link("tree/a-file", "elsewhere/f");
        link("tree/a-directory", "elsewhere");

        assertDone(scene.upload("--links", "follow", "-r", "tree", "/t"));

        assertThat(stored()).containsExactly("/t/a-directory/deep/h", "/t/a-directory/f", "/t/a-file", "/t/g");
        scene.assertStored("/t/a-file", key);
    }

    @Test
    void linksThatLeadNowhereOrInCirclesAreNoFailure() throws IOException {
        scene.file("tree/g", 10);
        scene.file("tree/sub/h", 10);
        link("tree/nothing", "nowhere");
        link("tree/self", "tree/self");
        link("tree/sub/up", "tree");

        CommandRun run = scene.upload("--links", "follow", "-r", "tree", "/t");

        assertDone(run);
        assertThat(stored()).containsExactly("/t/g", "/t/sub/h");
        assertThat(run.err())
                .contains("tree/nothing is a link that leads nowhere")
                .contains("tree/self is a link that leads nowhere")
                .contains("tree/sub/up is a link to a directory above it");
    }

    @Test
    void followsALinkThatIsNamedItself() throws IOException {
        Path file = scene.file("elsewhere/f", 10);
        link("to-file", "elsewhere/f");
        link("to-directory", "elsewhere");

        assertDone(scene.upload("-r", "to-file", "to-directory", "/t/"));

        assertThat(stored()).containsExactly("/t/to-directory/f", "/t/to-file");
        scene.assertStored("/t/to-file", file);
    }

    @Test
    void leavesALocalClusterOutWithItsSecrets() throws IOException {
        scene.file("home/notes", 10);
        for (String file : List.of("cluster.json", "secret", "admin-token", "data/node-1/x", "pids/node-1.pid")) {
            scene.file("home/.dfs/" + file, 20);
        }
        scene.file("home/mine/.dfs/cluster.json", 20);
        scene.file("home/disk/dfs-node.json", 30);
        scene.file("home/disk/chunks/ab/x.chunk", 40);

        CommandRun run = scene.upload("-r", "home", "/h");

        assertDone(run);
        assertThat(stored()).containsExactly("/h/mine/.dfs/cluster.json", "/h/notes");
        assertThat(run.err())
                .contains("home/.dfs holds a local cluster with its data and secrets: skipped")
                .contains("home/disk is the data directory of a storage node: skipped");
    }

    @Test
    void leavesItsOwnJournalsOut() throws IOException {
        scene.file("notes", 10);
        scene.file("projects/uploads/x", 20);

        CommandRun run = scene.upload("-r", ".", "/h");

        assertDone(run);
        assertThat(stored()).containsExactly("/h/notes", "/h/projects/uploads/x");
        assertThat(run.err()).contains("holds dfs's own journals: skipped");
    }

    @Test
    void leavesUnfinishedDownloadsOutAndNothingThatOnlyLooksLikeOne() throws IOException {
        scene.file("tree/.dfs-unfinished-0123456789abcdef0123456789abcdef/data", 10);
        scene.file("tree/.dfs-unfinished-mine/data", 20);
        scene.file("tree/.big.dfs-part", 30);
        scene.file("tree/.big.dfs-part.journal", 40);
        scene.file("tree/.dfs-tree-part", 50);

        CommandRun run = scene.upload("-r", "tree", "/t");

        assertDone(run);
        assertThat(stored())
                .containsExactly(
                        "/t/.big.dfs-part",
                        "/t/.big.dfs-part.journal",
                        "/t/.dfs-tree-part",
                        "/t/.dfs-unfinished-mine/data");
        assertThat(run.err()).contains("holds an unfinished download: skipped");
    }

    @Test
    void pointsToStandardInputForAPipe() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();

        CommandRun run = scene.upload("pipe", "/p");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("a pipe, socket or device").contains("dfs upload - TARGET < ");
    }
}
