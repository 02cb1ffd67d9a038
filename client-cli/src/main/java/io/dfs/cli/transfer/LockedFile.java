package io.dfs.cli.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A private file that one process at a time uses, and deletes when it is no longer needed, while it still has the lock. */
public final class LockedFile {

    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private LockedFile() {}

    /** Opens the file, or creates it with its directory. Returns null while another process, or thread, has it. */
    public static @Nullable FileChannel open(Path file) throws IOException {
        return open(file, () -> {});
    }

    /** @param beforeLocking runs when the file is open and not locked yet */
    static @Nullable FileChannel open(Path file, Runnable beforeLocking) throws IOException {
        createPrivateDirectory(file.getParent());
        while (true) {
            Object key = createIfMissing(file);
            try {
                FileChannel channel = FileChannel.open(file, OPTIONS);
                beforeLocking.run();
                if (!lock(channel)) {
                    channel.close();
                    return null;
                }
                // Between opening and locking, whoever had the lock may have deleted the file: then ours has no name
                // any more,
                // and another process may have made, and locked, a new one.
                if (key.equals(keyOf(file))) {
                    return channel;
                }
                channel.close();
            } catch (NoSuchFileException _) {
                // Deleted since it was looked at: create it again.
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
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return Objects.requireNonNullElse(key, file);
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
