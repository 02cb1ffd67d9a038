package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskErrorsTest {

    private static final Map<Integer, String> GERMAN = Map.of(
            23, "Zu viele offene Dateien im System",
            24, "Zu viele offene Dateien",
            28, "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
            122, "Der zugewiesene Plattenspeicherplatz ist überschritten",
            5, "Eingabe-/Ausgabefehler");

    private final DiskErrors german = new DiskErrors(number -> GERMAN.getOrDefault(number, ""));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
                "Der zugewiesene Plattenspeicherplatz ist überschritten",
                "No space left on device",
                "Disk quota exceeded"
            })
    void aFullDiskIsFullInAnyLanguage(String message) {
        assertThat(german.isFull(new IOException(message))).isTrue();
        assertThat(german.isFull(new FileSystemException("/data/x", null, message)))
                .isTrue();
        assertThat(german.isOutOfFileHandles(new IOException(message))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zu viele offene Dateien",
                "Zu viele offene Dateien im System",
                "Too many open files",
                "Too many open files in system"
            })
    void noFileHandleIsLeftInAnyLanguage(String message) {
        assertThat(german.isOutOfFileHandles(new FileSystemException("/data/x", null, message)))
                .isTrue();
        assertThat(german.isFull(new IOException(message))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Eingabe-/Ausgabefehler", "Input/output error", "Read-only file system", ""})
    void whatIsTheDisksIsNeither(String message) {
        assertThat(german.isFull(new IOException(message))).isFalse();
        assertThat(german.isOutOfFileHandles(new IOException(message))).isFalse();
        assertThat(german.isFull(new IOException())).isFalse();
    }

    @Test
    void aNameThatLooksLikeAMessageIsNone() {
        assertThat(german.isFull(new FileSystemException("No space left on device", null, "Input/output error")))
                .isFalse();
    }

    /** The device answers every write as a full disk does, in the language of this process. */
    @Test
    void theSystemsOwnMessageIsRecognised() {
        IOException full = catchThrowableOfType(IOException.class, () -> {
            try (FileChannel device = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                device.write(ByteBuffer.allocate(1));
            }
        });

        assertThat(DiskErrors.OF_THIS_PROCESS.isFull(full)).isTrue();
        assertThat(SystemMessages.ofThisProcess().orElseThrow().apply(28)).isEqualTo(full.getMessage());
    }
}
