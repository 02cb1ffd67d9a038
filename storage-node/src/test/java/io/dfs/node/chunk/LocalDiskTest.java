package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {

    @TempDir
    private Path folder;

    /** Whatever the umask says, which on most machines lets everybody read. */
    @Test
    void othersOnTheMachineReadNoFileOfANode() throws IOException {
        LocalDisk disk = new LocalDisk();
        disk.create(folder.resolve("chunk")).close();
        disk.createPrivate(folder.resolve("key")).close();

        assertThat(permissions("chunk")).startsWith("rw-").endsWith("---");
        assertThat(permissions("key")).isEqualTo("rw-------");
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }
}
