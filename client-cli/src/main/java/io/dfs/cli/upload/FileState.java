package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** What tells one state of a local file from another: while it stays the same, the bytes are taken to be the same. */
record FileState(long sizeBytes, long modifiedNanos, String inode) {

    static FileState of(BasicFileAttributes attributes) {
        return new FileState(
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                String.valueOf(attributes.fileKey()));
    }

    static FileState read(Path file) {
        try {
            return of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (IOException e) {
            throw LocalFileException.of("look at", file, e);
        }
    }
}
