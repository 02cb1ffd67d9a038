package io.dfs.node.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The effects on a file system whose order durability depends on (I-2). Everything that changes a data directory goes
 * through here, so that tests can record the order and break any step.
 */
interface Disk {

    /** A new file; fails if it exists. */
    NewFile create(Path file) throws IOException;

    /** A new file that only this process's user may read; fails if it exists. */
    NewFile createPrivate(Path file) throws IOException;

    /** Waits until the content of an existing file is on the device. */
    void forceFile(Path file) throws IOException;

    /** Waits until the names in a directory are on the device. */
    void forceDirectory(Path directory) throws IOException;

    /** Content if it exists already. */
    void createDirectory(Path directory) throws IOException;

    /** Atomic; replaces what is there. */
    void rename(Path source, Path target) throws IOException;

    /** Content if there is nothing. */
    void delete(Path file) throws IOException;

    /** Names the file system that a directory is on. */
    String fileSystem(Path directory) throws IOException;

    long totalBytes(Path directory) throws IOException;

    long usableBytes(Path directory) throws IOException;

    /** A file that is being written. */
    interface NewFile extends Closeable {

        /** Writes the buffer's remaining bytes. */
        void write(ByteBuffer bytes) throws IOException;

        /** Waits until everything written is on the device. */
        void force() throws IOException;
    }
}
