package io.dfs.service.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A name that no other process writes to: {@code audit.jsonl}, or {@code audit-2.jsonl} and so on for further services that
 * share the folder. It is taken by a lock, which ends with the process.
 */
final class AuditFileName {

    private static final int MOST_SERVICES = 64;

    private final Path directory;
    private final String base;
    private final FileChannel lock;

    private AuditFileName(Path directory, String base, FileChannel lock) {
        this.directory = directory;
        this.base = base;
        this.lock = lock;
    }

    static AuditFileName take(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            for (int number = 1; number <= MOST_SERVICES; number++) {
                String base = number == 1 ? "audit" : "audit-" + number;
                Optional<FileChannel> lock = lock(absolute.resolve(base + ".lock"));
                if (lock.isPresent()) {
                    return new AuditFileName(absolute, base, lock.get());
                }
            }
        } catch (IOException e) {
            throw AuditFile.refusal(absolute, e.toString());
        }
        throw AuditFile.refusal(absolute, MOST_SERVICES + " processes write there already");
    }

    /** What is created here lives as long as the name; the lock goes with its channel. */
    private static Optional<FileChannel> lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException _) {
            // Held by another context of this process.
        }
        channel.close();
        return Optional.empty();
    }

    Path current() {
        return directory.resolve(base + ".jsonl");
    }

    /** As Logback reads it: the day, and the number within the day. */
    String patternOfFullOnes() {
        return directory.resolve(base + ".%d{yyyy-MM-dd}.%i.jsonl.gz").toString();
    }

    void release() {
        try {
            lock.close();
        } catch (IOException _) {
            // Its process ends.
        }
    }
}
