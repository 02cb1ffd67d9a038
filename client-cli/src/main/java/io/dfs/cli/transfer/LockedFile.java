package io.dfs.cli.transfer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A private file that one process at a time uses, and deletes when it is no longer needed, while it still has the lock. */
public final class LockedFile {

    private LockedFile() {}

    /**
     * Opens the file, or creates it with its directory. Returns null while another process, or thread, has it. What it returns, unlike
     * a channel, is not closed by the interrupt of a thread that writes.
     */
    public static @Nullable RandomAccessFile open(Path file) throws IOException {
        return open(file, () -> {});
    }

    /** @param beforeLocking runs when the file is open and not locked yet */
    static @Nullable RandomAccessFile open(Path file, Runnable beforeLocking) throws IOException {
        createPrivateDirectory(file.getParent());
        while (true) {
            Object key = createIfMissing(file);
            RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
            boolean kept = false;
            try {
                beforeLocking.run();
                if (!lock(open.getChannel())) {
                    return null;
                }
                // Between opening and locking, the process that had the lock may have deleted the file: then ours has
                // no name any
                // more, and another process may have made, and locked, a new one.
                kept = key.equals(keyOf(file));
                if (kept) {
                    return open;
                }
            } catch (NoSuchFileException _) {
                // Deleted since it was looked at: create it again.
            } finally {
                if (!kept) {
                    open.close();
                }
            }
        }
    }

    private static Object createIfMissing(Path file) throws IOException {
        while (true) {
            try {
                Files.createFile(file, ownerOnly(file, "rw-------"));
            } catch (FileAlreadyExistsException _) {
                // Of an earlier run, or of one that runs now.
            }
            try {
                return keyOf(file);
            } catch (NoSuchFileException _) {
                // Deleted by the run that had it.
            }
        }
    }

    private static Object keyOf(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "it is not a file");
        }
        return Objects.requireNonNullElse(attributes.fileKey(), file);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // another thread of this very process
        }
    }

    private static void createPrivateDirectory(@Nullable Path directory) throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
