package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What tells one state of a local file from another: while it stays the same, the bytes are taken to be the same.
 *
 * @param modifiedNanos the time of the last modification, which any program can set back
 * @param changedNanos the time of the last change of content or attributes, which no program can set; where the system does
 *     not keep it, the time of creation
 * @param inode the file's number in its file system; empty where there is none
 */
record FileState(long sizeBytes, long modifiedNanos, long changedNanos, String inode) {

    /** Of the file itself, not of what a link points to. */
    static FileState read(Path file) {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(file) : basic(file);
        } catch (IOException e) {
            throw LocalFileException.of("look at", file, e);
        }
    }

    private static FileState unix(Path file) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
        return new FileState(
                (Long) Objects.requireNonNull(attributes.get("size")),
                nanos((FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"))),
                nanos((FileTime) Objects.requireNonNull(attributes.get("ctime"))),
                String.valueOf(attributes.get("ino")));
    }

    private static FileState basic(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileState(
                attributes.size(), nanos(attributes.lastModifiedTime()), nanos(attributes.creationTime()), "");
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** Whether this can still be the file that had the {@code earlier} state, or that file with more behind it. */
    boolean mayContinue(FileState earlier) {
        return inode.equals(earlier.inode) && sizeBytes >= earlier.sizeBytes;
    }
}
