package io.dfs.node.chunk;

import io.dfs.service.start.StartRefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process off a data directory. The operating system frees it when the process ends, however it ends. */
final class DirectoryLock implements Closeable {

    static final String FILE_NAME = "dfs-node.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel); // the lock lives as long as its channel
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
