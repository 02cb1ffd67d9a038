package io.dfs.node.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a failed data directory must be able to do before it is used again. */
final class DirectoryTrial {

    private static final int WRITTEN_BYTES = 64 << 10;
    private static final int READ_BYTES = 1 << 20;

    private DirectoryTrial() {}

    /** Writes a file and removes it, each durably. A full disk works. */
    static void write(Path file, Disk disk) throws IOException {
        disk.delete(file); // an earlier trial may have left it
        try {
            try (Disk.NewFile opened = disk.create(file)) {
                opened.write(ByteBuffer.allocate(WRITTEN_BYTES));
                opened.force();
            }
        } catch (IOException e) {
            if (!DiskErrors.OF_THIS_PROCESS.isFull(e)) {
                throw e;
            }
        }
        disk.delete(file);
        disk.forceDirectory(DataDirectory.parentOf(file));
    }

    /** Reads again what could not be read; fails if there is still too much of that. */
    static void read(DirectoryHealth health) throws IOException {
        for (Path file : health.unreadableFiles()) {
            if (isReadable(file)) {
                health.readable(file);
            }
        }
        List<Path> left = health.unreadableFiles();
        if (left.size() >= DirectoryHealth.UNREADABLE_FILES_OF_A_FAILED_DISK) {
            throw new IOException("%d files can't be read, such as %s".formatted(left.size(), left.getFirst()));
        }
    }

    private static boolean isReadable(Path file) {
        try {
            if (file.toString().endsWith(DataDirectory.CHUNK_FILE_SUFFIX)) {
                readAll(file);
            } else {
                list(file);
            }
            return true;
        } catch (NoSuchFileException _) {
            return true; // nothing is left to be read
        } catch (IOException _) {
            return false;
        }
    }

    private static void list(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            boolean _ = files.iterator().hasNext();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void readAll(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count;
            do {
                count = channel.read(buffer.clear());
            } while (count >= 0);
        }
    }
}
