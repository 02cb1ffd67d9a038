package io.dfs.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.service.start.StartRefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class AuditFileTest {

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private AuditFile open(String maxFileSize, String total) {
        AuditSettings settings = new AuditSettings(
                directory.toString(),
                DataSize.parse(maxFileSize),
                Duration.ofDays(90),
                DataSize.parse(total),
                false,
                60);
        return AuditFile.open(directory, settings, new AuditMetrics(meters));
    }

    private static AuditLine line(int number) {
        return AuditLineTest.line(AuditTarget.of(FilePath.valueOf("/file-" + number)));
    }

    private double failures() {
        return meters.counter("dfs.audit.failures").count();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.toString().endsWith(".lock"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long lengthOfAll() {
        return files().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    private static String unpacked(Path file) {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLineIsInTheFileWhenWriteReturns() throws IOException {
        try (AuditFile file = open("1MB", "2MB")) {
            file.write(line(1));
            file.write(line(2));

            assertThat(Files.readAllLines(file.current())).containsExactly(line(1).json(), line(2).json());
        }
    }

    @Test
    void aRestartGoesOnInTheSameFile() throws IOException {
        try (AuditFile file = open("1MB", "2MB")) {
            file.write(line(1));
        }
        try (AuditFile file = open("1MB", "2MB")) {
            file.write(line(2));

            assertThat(Files.readAllLines(file.current())).hasSize(2);
        }
    }

    @Test
    void aFullFileIsPutAsideAndNoLineIsLost() {
        try (AuditFile file = open("4KB", "10MB")) {
            for (int number = 0; number < 1_000; number++) {
                file.write(line(number));
            }
            await().untilAsserted(() -> assertThat(files().stream()
                            .filter(full -> full.toString().endsWith(".gz"))
                            .mapToInt(full -> (int) unpacked(full).lines().count())
                            .sum())
                    .isGreaterThan(950));
            await().untilAsserted(() -> {
                String all = String.join(
                        "",
                        Stream.concat(
                                        files().stream()
                                                .filter(full -> full.toString().endsWith(".gz"))
                                                .map(AuditFileTest::unpacked),
                                        Stream.of(Files.readString(file.current())))
                                .toList());
                assertThat(all.lines())
                        .hasSize(1_000)
                        .allSatisfy(line -> Json.mapper().readTree(line));
            });
        }
        assertThat(files())
                .hasSizeGreaterThan(5)
                .allSatisfy(file -> assertThat(file.getFileName().toString())
                        .matches("audit(\\.\\d{4}-\\d\\d-\\d\\d\\.\\d+)?\\.jsonl(\\.gz)?"));
        assertThat(failures()).isZero();
    }

    @Test
    void theOldestFilesGoWhenAllTogetherAreTooLarge() {
        try (AuditFile file = open("4KB", "8KB")) {
            for (int number = 0; number < 2000; number++) {
                file.write(line(number));
            }
            await().untilAsserted(() -> assertThat(lengthOfAll()).isLessThan(20_000));
        }
    }

    @Test
    void servicesThatShareAFolderWriteToDifferentFiles() throws IOException {
        try (AuditFile one = open("1MB", "2MB");
                AuditFile other = open("1MB", "2MB")) {
            one.write(line(1));
            other.write(line(2));

            assertThat(one.current()).hasFileName("audit.jsonl");
            assertThat(other.current()).hasFileName("audit-2.jsonl");
            assertThat(Files.readAllLines(other.current())).hasSize(1);
        }
    }

    @Test
    void aDiskThatIsFullIsCountedAndStopsNobody() throws IOException {
        AuditSettings settings = new AuditSettings(
                directory.toString(), DataSize.ofMegabytes(1), Duration.ofDays(1), DataSize.ofMegabytes(2), false, 60);
        try (AuditFile file =
                AuditFile.open(directory, settings, new AuditMetrics(meters), AuditFileTest::fullAfterALine)) {
            file.write(line(1));
            assertThat(failures()).isZero();

            file.write(line(2));
            file.write(line(3));

            assertThat(failures()).isPositive();
            await().untilAsserted(() -> {
                file.write(line(4));
                assertThat(Files.readString(file.current())).endsWith("\n" + line(4).json() + "\n");
            });
            assertThat(Files.readAllLines(file.current())).startsWith(line(1).json());
        }
    }

    /** Buffered like a file, so that the disk's error comes with the flush. */
    private static OutputStream fullAfterALine(OutputStream out) {
        return new BufferedOutputStream(new FullAfter(400, out));
    }

    /** Takes so many bytes and then no more. When the file is opened again, there is room. */
    private static final class FullAfter extends FilterOutputStream {

        private int roomBytes;

        FullAfter(int roomBytes, OutputStream out) {
            super(out);
            this.roomBytes = roomBytes;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int taken = Math.min(roomBytes, length);
            out.write(bytes, offset, taken);
            roomBytes -= taken;
            if (taken < length) {
                throw new IOException("No space left on device");
            }
        }
    }

    @Test
    void aFolderThatCanNotBeMadeIsRefusedAtTheStart() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        Path below = directory.resolve("file/audit");
        AuditSettings settings = new AuditSettings(
                below.toString(), DataSize.ofMegabytes(1), Duration.ofDays(1), DataSize.ofMegabytes(1), false, 1);

        assertThatThrownBy(() -> AuditFile.open(below, settings, new AuditMetrics(meters)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("DFS_AUDIT_DIR");
    }
}
