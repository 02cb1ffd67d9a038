package io.dfs.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The wall clock of one process, by libfaketime; its monotonic clock and the times of files stay true. */
final class FakeClock {

    /** Of Debian and Ubuntu on amd64 and arm64, and of Fedora. */
    private static Stream<String> libraries() {
        return Stream.of(
                "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
                "/usr/lib64/faketime/libfaketimeMT.so.1");
    }

    private final Path file;

    /** @param file holds by how much it differs */
    FakeClock(Path file) {
        this.file = file;
        differBy(Duration.ZERO);
    }

    static Optional<Path> library() {
        return libraries().map(Path::of).filter(Files::exists).findFirst();
    }

    /** The environment of the process. */
    Map<String, String> settings() {
        return Map.of(
                "LD_PRELOAD", library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1", // the file is read each time
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0", // or Object.wait returns at once
                "NO_FAKE_STAT", "1");
    }

    /** The clock jumps, if the process runs. */
    void differBy(Duration difference) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, "%+d%n".formatted(difference.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
