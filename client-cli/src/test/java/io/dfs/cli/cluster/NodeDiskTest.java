package io.dfs.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDiskTest {

    @TempDir
    private Path mountPoint;

    private NodeDisk disk;
    private Path chunk;

    @BeforeEach
    void aDiskWithAChunk() throws IOException {
        disk = new NodeDisk(mountPoint);
        chunk = disk.folder().resolve("chunks/00/01.chunk");
        Files.createDirectories(chunk.getParent());
        Files.createFile(chunk);
    }

    @Test
    void aDiskThatIsMountedAgainHasWhatItHad() {
        disk.unmount();
        assertThat(disk.folder()).isEmptyDirectory();

        disk.mount();
        assertThat(chunk).exists();
    }

    @Test
    void aNewDiskIsEmpty() {
        disk.unmount();
        disk.forget();

        assertThat(disk.folder()).isEmptyDirectory();
        assertThat(mountPoint).isDirectoryContaining(path -> path.equals(disk.folder()));
        assertThat(mountPoint.toFile().list()).hasSize(1);
    }

    @Test
    void aChunkThatIsStoredWhereNoDiskIsMountedFailsTheRun() throws IOException {
        disk.unmount();
        Files.createDirectories(chunk.getParent());
        Files.createFile(chunk);

        assertThatThrownBy(disk::mount).isInstanceOf(AssertionError.class).hasMessageContaining("no disk was mounted");
    }
}
