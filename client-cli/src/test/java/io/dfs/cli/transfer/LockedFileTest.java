package io.dfs.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFileTest {

    @TempDir
    Path folder;

    @Test
    void oneAtATimeHasIt() throws IOException {
        Path file = folder.resolve("state/a");

        try (RandomAccessFile first = LockedFile.open(file)) {
            assertThat(first).isNotNull();
            assertThat(LockedFile.open(file)).isNull();
        }
        try (RandomAccessFile next = LockedFile.open(file)) {
            assertThat(next).isNotNull();
        }
    }

    @Test
    void aFileDeletedBetweenOpeningAndLockingIsNotTakenForTheOneThatHasItsNameNow() throws IOException {
        Path file = folder.resolve("a");
        AtomicBoolean replaced = new AtomicBoolean();

        try (RandomAccessFile channel = LockedFile.open(file, () -> {
            if (!replaced.getAndSet(true)) {
                replace(file);
            }
        })) {
            assertThat(channel).isNotNull();
            channel.write('x');
        }

        assertThat(file).hasContent("x");
    }

    private static void replace(Path file) {
        try {
            Files.delete(file);
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPlantedLinkIsNotFollowed() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path file = Files.createSymbolicLink(folder.resolve("a"), victim);

        assertThatThrownBy(() -> LockedFile.open(file)).isInstanceOf(IOException.class);

        assertThat(victim).hasContent("precious");
    }
}
