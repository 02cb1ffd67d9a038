package io.dfs.cli.upload;

import static io.dfs.cli.upload.UploadScene.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.session.Environment;
import io.dfs.cli.support.NodeFault;
import io.dfs.common.api.ExtentCommit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads whose length is not known before their end: standard input and the output of commands. */
class UploadStreamTest {

    private static final int KIB = 1024;

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

    private CommandRun uploadInput(int length, String target) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return new Place(folder, scene.cluster.endpoint())
                .dfs(new ByteArrayInputStream(bytes), "upload", "--chunk-size", "1KiB", "-", target);
    }

    @Test
    void storesWhatACommandPrints() throws IOException {
        Path source = scene.file("a", 300_000);

        assertDone(scene.upload("--command", "cat a", "/a"));

        scene.assertStored("/a", source);
    }

    @Test
    @DisplayName("I-1 nothing is stored of a command that fails, and what was there stays")
    void storesNothingOfACommandThatFails() throws IOException {
        Path good = scene.file("good", 1000);
        assertDone(scene.upload("good", "/dump"));

        CommandRun run = scene.upload("--overwrite", "--command", "head -c 200000 /dev/zero; exit 3", "/dump");

        assertThat(run.exitCode()).isEqualTo(9);
        assertThat(run.err()).contains("the command ended with status 3: nothing was stored");
        scene.assertStored("/dump", good);
        assertThat(scene.cluster.metadata().file("/dump").version()).isEqualTo(1);
    }

    @Test
    void aCommandWhoseOutputIsNotWantedHasEndedWithAllItStartedWhenTheUploadHas() throws IOException {
        scene.cluster.nodes().forEach(node -> node.fail(NodeFault.REFUSES));

        CommandRun run = scene.upload("--command", "trap '' TERM; sleep 1000 & echo $! > child; cat /dev/zero", "/a");

        assertThat(run.exitCode()).isNotZero();
        String child = Files.readString(folder.resolve("child")).strip();
        assertThat(isRunning(child)).isFalse();
    }

    /** Whether it is more than an entry that its parent has not read yet. */
    private static boolean isRunning(String process) throws IOException {
        try {
            return !Files.readString(Path.of("/proc", process, "stat")).contains(") Z ");
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Test
    void aCommandThatIsKilledHasFailed() {
        CommandRun run = scene.upload("--command", "echo half; kill -9 $$", "/dump");

        assertThat(run.exitCode()).isEqualTo(9);
        assertThat(run.err()).contains("status 137");
        assertThat(scene.cluster.metadata().files()).isEmpty();
    }

    @Test
    void aCommandIsNotStartedForATargetThatIsTaken() throws IOException {
        scene.file("good", 1000);
        assertDone(scene.upload("good", "/dump"));

        CommandRun run = scene.upload("--command", "touch started", "/dump");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(folder.resolve("started")).doesNotExist();
    }

    @Test
    void aCommandTakesThePlaceOfTheSource() {
        assertThat(scene.upload("--command", "echo", "a", "/b").exitCode()).isEqualTo(2);
        assertThat(scene.upload("--command", "echo", "-r", "/b").exitCode()).isEqualTo(2);
        assertThat(scene.upload("--command", "echo", "/b/").exitCode()).isEqualTo(2);
    }

    @Test
    @DisplayName("I-9 a stream that is longer than all chunks of the first size is stored with larger ones")
    void storesAStreamLongerThanAllChunksOfTheFirstSize() {
        scene.cluster.metadata().maxExtentsPerFile(20);

        CommandRun run = uploadInput(100 * KIB + 5, "/long");

        assertDone(run);
        byte[] bytes = new byte[100 * KIB + 5];
        new Random(bytes.length).nextBytes(bytes);
        assertThat(scene.cluster.metadata().bytes("/long")).isEqualTo(bytes);
        var commit = scene.cluster.metadata().file("/long").commit();
        assertThat(commit.extents()).hasSizeLessThan(20);
        assertThat(commit.extents())
                .extracting(ExtentCommit::lengthBytes)
                .allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(commit.chunkSizeBytes()));
    }

    @Test
    void saysHowMuchOfAStreamFits() {
        scene.cluster.metadata().maxExtentsPerFile(3);

        CommandRun run = uploadInput(20 * KIB, "/long");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("7 KiB").contains("3 chunks").contains("--chunk-size");
    }

    @Test
    void keepsPartsOfAStreamInTheFolderThatTmpdirNames() throws IOException {
        assertThat(withTmpdir(Files.createDirectory(folder.resolve("big"))).exitCode())
                .isZero();
        assertThat(folder.resolve("big")).isEmptyDirectory();

        CommandRun run = withTmpdir(folder.resolve("missing"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(folder.resolve("missing").toString())
                .contains("320 KiB")
                .contains("TMPDIR");
    }

    private CommandRun withTmpdir(Path directory) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DFS_ENDPOINT", scene.cluster.endpoint());
        variables.put("DFS_STATE_DIR", "state");
        variables.put("TMPDIR", directory.toString());
        return CommandRun.run(
                new ByteArrayInputStream(new byte[100_000]),
                new Environment(variables, folder, folder, Clock.systemUTC()),
                "upload",
                "--overwrite",
                "--chunk-size",
                "64KiB",
                "-",
                "/in");
    }
}
