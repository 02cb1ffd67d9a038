package io.dfs.cli.upload;

import static io.dfs.cli.upload.UploadScene.CHUNK;
import static io.dfs.cli.upload.UploadScene.assertDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.cli.CommandRun;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what their attributes say, or do not stay as they are. */
class UploadOddFilesTest {

    /** Made by the kernel as it is read, with a size of 0, and the same each time. */
    private static final Path OF_SIZE_ZERO = Path.of("/proc/version");

    /** Has a size of 4096 and less content. */
    private static final Path OF_WRONG_SIZE = Path.of("/sys/devices/system/cpu/possible");

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

    @Test
    void storesAFileOfSizeZeroWithTheContentThatItHas() throws IOException {
        CommandRun run = scene.upload(OF_SIZE_ZERO.toString(), "/version");

        assertDone(run);
        scene.assertStored("/version", OF_SIZE_ZERO);
        assertThat(run.err()).doesNotContain("0 B");
    }

    @Test
    void storesAFileWhoseSizeIsTooLargeWithTheContentThatItHas() throws IOException {
        assertThat(Files.size(OF_WRONG_SIZE)).isNotEqualTo(Files.readAllBytes(OF_WRONG_SIZE).length);

        assertDone(scene.upload(OF_WRONG_SIZE.toString(), "/cpus"));

        scene.assertStored("/cpus", OF_WRONG_SIZE);
    }

    @Test
    void storesFilesOfWrongSizesTogetherAsAlone() throws IOException {
        Path real = scene.file("real", 100);

        assertDone(scene.upload(
                OF_SIZE_ZERO.toString(), OF_WRONG_SIZE.toString(), "/proc/filesystems", real.toString(), "/all/"));

        scene.assertStored("/all/version", OF_SIZE_ZERO);
        scene.assertStored("/all/possible", OF_WRONG_SIZE);
        scene.assertStored("/all/filesystems", Path.of("/proc/filesystems"));
        scene.assertStored("/all/real", real);
    }

    @Test
    void storesHolesAsZeros() throws IOException {
        Path source = folder.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(20L * CHUNK + 1);
            file.seek(7 * CHUNK - 3);
            file.write("island".getBytes());
        }

        assertDone(scene.upload("sparse", "/sparse"));

        scene.assertStored("/sparse", source);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5 * CHUNK + 1})
    @DisplayName("I-3 a file that only grows is stored as it was at the beginning")
    void storesAFileThatOnlyGrowsAsItWasAtTheBeginning(int length) throws IOException {
        Path log = scene.file("tree/log", length);
        scene.file("tree/other", 200);
        byte[] before = Files.readAllBytes(log);
        scene.cluster.nodes().forEach(node -> node.onWrite(() -> append(log)));

        CommandRun run = scene.upload("-r", "tree", "/t");

        assertDone(run);
        assertThat(Files.size(log)).isGreaterThan(length);
        assertThat(scene.cluster.metadata().bytes("/t/log")).isEqualTo(before);
    }

    @Test
    void anAppendedFileWhoseBeginningChangedTooIsRefused() throws IOException {
        Path source = scene.file("a", 4 * CHUNK);
        scene.cluster.node(1).onWrite(() -> {
            append(source);
            changeTheBeginningOf(source);
        });

        CommandRun run = scene.upload("a", "/a");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("was changed while it was read");
        assertThat(scene.cluster.metadata().files()).isEmpty();
    }

    @Test
    void aFileWhoseNameAnotherOneTakesIsRefused() throws IOException {
        Path source = scene.file("a", 4 * CHUNK);
        Path other = scene.file("b", 5 * CHUNK);
        scene.cluster.node(1).onWrite(() -> link(source, other));

        CommandRun run = scene.upload("a", "/a");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(scene.cluster.metadata().files()).isEmpty();
    }

    @Test
    @DisplayName("I-3 what one node gets of a pack is what all get, though each may read it for itself")
    void aPackIsTheSameInEveryReading() throws IOException {
        Path source = scene.file("a", 100);
        PackSource pack =
                new PackSource(List.of(new LocalFile(source, FilePath.valueOf("/a"), FileState.read(source))));
        pack.open().readAllBytes();
        changeTheBeginningOf(source);

        assertThatThrownBy(() -> pack.open().readAllBytes())
                .isInstanceOf(PackSource.MemberFailed.class)
                .hasMessageContaining("was changed while it was read");
    }

    private static void link(Path source, Path other) {
        try {
            Files.deleteIfExists(source);
            Files.createSymbolicLink(source, other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file) {
        try {
            Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void changeTheBeginningOf(Path file) {
        try {
            byte[] zeros = new byte[10];
            Arrays.fill(zeros, (byte) 42);
            Files.write(file, zeros, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
