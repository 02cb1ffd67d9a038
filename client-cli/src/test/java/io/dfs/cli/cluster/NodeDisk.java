package io.dfs.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A disk of a node and what may happen to disks.
 *
 * @param mountPoint of a file system of its own, or a plain directory
 */
record NodeDisk(Path mountPoint) {

    /** The node's data directory. */
    Path folder() {
        return mountPoint.resolve("dfs");
    }

    private Path unmounted() {
        return mountPoint.resolve("unmounted");
    }

    /** Leaves an empty directory in its place, as where nothing is mounted. */
    void unmount() {
        try {
            Files.move(folder(), unmounted());
            Files.createDirectory(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts it back in its place, where nothing may have been stored meanwhile. */
    void mount() {
        requireNoChunks();
        deleteWithContent(folder());
        try {
            Files.move(unmounted(), folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was unmounted is gone; the empty directory in its place is a new disk. */
    void forget() {
        requireNoChunks();
        deleteWithContent(unmounted());
    }

    private void requireNoChunks() {
        boolean stored = ClusterProbe.files(folder()).stream()
                .anyMatch(file -> file.getFileName().toString().endsWith(".chunk"));
        if (stored) {
            throw new AssertionError("chunks were written to %s, where no disk was mounted".formatted(folder()));
        }
    }

    /** A disk that was lost. */
    void lose() {
        deleteWithContent(folder());
    }

    /** Files may come and go under it. */
    private static void deleteWithContent(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
