package io.dfs.node.chunk;

import io.dfs.service.start.StartRefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps a second process off a data directory. The operating system frees it when the process ends, however it ends. */
final class DirectoryLock implements Closeable {

    static final String FILE_NAME = "dfs-node.lock";

    private final FileChannel channel;
    private final @Nullable Object fileKey;

    private DirectoryLock(FileChannel channel, @Nullable Object fileKey) {
        this.channel = channel;
        this.fileKey = fileKey;
    }

    static DirectoryLock acquire(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel, keyOf(directory)); // the lock lives as long as its channel
            }
        } catch (OverlappingFileLockException _) {
            // This very process holds it: the directory is configured twice, perhaps through a link.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new StartRefusedException(
                "The data directory %s is in use by another storage node: stop that one, or configure another directory."
                        .formatted(directory));
    }

    /** Whether the file that is locked is the one in this directory now. */
    boolean isIn(Path directory) throws IOException {
        return Objects.equals(fileKey, keyOf(directory));
    }

    private static @Nullable Object keyOf(Path directory) throws IOException {
        return Files.readAttributes(directory.resolve(FILE_NAME), BasicFileAttributes.class)
                .fileKey();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
