package io.dfs.cli.download;

import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/** Tells a directory from another one that has got its name since. */
final class Inodes {

    private Inodes() {}

    /**
     * The inode's number, which unlike the device's is the same after a restart of the machine, and {@code :OWNER}, the number of the user who
     * has it: the inode of a directory that is gone may become another one of another user.
     */
    static String of(Path directory) {
        try {
            return read(directory);
        } catch (IOException e) {
            throw LocalFileException.of("look at", directory, e);
        }
    }

    private static String read(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Map<String, Object> attributes = Files.readAttributes(directory, "unix:ino,uid", LinkOption.NOFOLLOW_LINKS);
            return attributes.get("ino") + ":" + attributes.get("uid");
        }
        return Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .creationTime()
                .toString();
    }

    /** Whether a file has no other name than this one, as far as the system tells; false if it is not there. */
    static boolean hasOneName(Path file) {
        try {
            return !file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    || Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether this very directory is there, and not a link to one. */
    static boolean isDirectory(Path directory, String inode) {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && isSame(read(directory), inode);
        } catch (IOException _) {
            return false;
        }
    }

    /** Journals of older versions have the inode's number alone. */
    private static boolean isSame(String found, String recorded) {
        return found.equals(recorded) || (!recorded.contains(":") && found.startsWith(recorded + ":"));
    }
}
