package io.dfs.cli.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system in memory, of a few hundred MiB, that can be filled up. Only root can make one. */
final class SmallFileSystem implements AutoCloseable {

    private final Path mountPoint;

    SmallFileSystem(Path mountPoint, int mebibytes) {
        this.mountPoint = mountPoint;
        try {
            Files.createDirectories(mountPoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tool.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "dfs-test", mountPoint.toString());
    }

    /** Why none can be made on this machine. */
    static Optional<String> obstacle(Path folder) {
        try (SmallFileSystem _ = new SmallFileSystem(folder.resolve("tried"), 1)) {
            return Optional.empty();
        } catch (ToolFailedException e) {
            return Optional.of("a file system of its own for each disk takes root: " + e.getMessage());
        }
    }

    /** Leaves no byte free. */
    void fill() {
        byte[] block = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException _) {
            // It is full.
        }
    }

    void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return mountPoint.resolve("filler");
    }

    @Override
    public void close() {
        Tool.run("umount", "--lazy", mountPoint.toString());
    }
}
