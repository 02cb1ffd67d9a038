package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.transfer.LockedFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A file of lines that one process at a time appends to, without fsync: the kernel keeps them when the process is killed, and
 * after a power failure the last ones may be missing.
 */
final class JournalFile implements AutoCloseable {

    private static final int MAX_LINE_BYTES = 8 << 20;

    private final Path path;

    /** Not a channel: that would be closed by the interrupt of a thread that writes, as when another chunk fails. */
    private final RandomAccessFile file;

    private JournalFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens the file, or creates it, and locks it.
     *
     * @throws LocalFileException if another process has it
     * @throws IOException if there is no place for it
     */
    static JournalFile open(Path path) throws IOException {
        RandomAccessFile file = LockedFile.open(path);
        if (file == null) {
            throw new LocalFileException(
                    "the same upload is running already (its journal %s is locked): wait for it to end, or stop it"
                            .formatted(path));
        }
        return new JournalFile(path, file);
    }

    Path path() {
        return path;
    }

    /** Reads lines until one is refused, and cuts the file there: what follows was torn by a crash, or is of no use. */
    void load(Predicate<byte[]> accept) throws IOException {
        file.seek(0);
        InputStream in = new BufferedInputStream(Channels.newInputStream(file.getChannel()), 64 * 1024);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long end = 0;
        for (int b = in.read(); b >= 0 && line.size() < MAX_LINE_BYTES; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            if (!accept.test(line.toByteArray())) {
                break;
            }
            end += line.size() + 1;
            line.reset();
        }
        file.setLength(end);
        file.seek(end);
    }

    void append(byte[] line) throws IOException {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        file.write(ended);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Removes journals beside this one that were not written to since; those of uploads that still run are locked and stay. */
    void removeOlder(Instant since, Predicate<String> isJournal) {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "it is in a directory");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jsonl")) {
            for (Path other : files) {
                if (!other.getFileName().equals(path.getFileName())
                        && isJournal.test(other.getFileName().toString())
                        && Files.getLastModifiedTime(other).toInstant().isBefore(since)) {
                    removeUnlessLocked(other);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // They only take space: the next upload tries again.
        }
    }

    private static void removeUnlessLocked(Path other) throws IOException {
        try (RandomAccessFile open = LockedFile.open(other)) {
            if (open != null) {
                Files.deleteIfExists(other);
            }
        }
    }
}
