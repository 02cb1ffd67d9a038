package io.dfs.cli.download;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What is at the place on this machine that a file is to have. */
sealed interface LocalTarget {

    /** Nothing, or a regular file, which {@code --overwrite} may replace. The path has no link at its end. */
    record RegularFile(Path path) implements LocalTarget {}

    /** Takes bytes and is never replaced. */
    record Device(Path path, Kind kind) implements LocalTarget {}

    /** Nothing that could be replaced. */
    record Obstacle(Path path, String what) implements LocalTarget {

        DfsException failure() {
            return new DfsException(ErrorCode.ALREADY_EXISTS, "%s is %s: it stays as it is".formatted(path, what));
        }
    }

    /** What a special file is. */
    enum Kind {
        PIPE("a pipe"),
        CHARACTER_DEVICE("a device"),
        BLOCK_DEVICE("a block device"),
        SOCKET("a socket"),
        OTHER("a special file");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A place that a person named: a link stands for what it leads to, as with {@code cp}. */
    static LocalTarget named(Path path) {
        try {
            BasicFileAttributes attributes = attributes(path, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isSymbolicLink()) {
                return of(path, attributes);
            }
            BasicFileAttributes behind = attributes(path);
            return of(behind.isRegularFile() ? path.toRealPath() : path, behind);
        } catch (NoSuchFileException _) {
            return Files.isSymbolicLink(path) ? new Obstacle(path, "a link that leads nowhere") : new RegularFile(path);
        } catch (IOException e) {
            throw LocalFileException.of("look at", path, e);
        }
    }

    /** A place within a tree: a link may have been put there by someone else, and is never followed. */
    static LocalTarget inTree(Path path) {
        try {
            LocalTarget target = of(path, attributes(path, LinkOption.NOFOLLOW_LINKS));
            return target instanceof Device device ? new Obstacle(path, String.valueOf(device.kind())) : target;
        } catch (NoSuchFileException _) {
            return new RegularFile(path);
        } catch (IOException e) {
            throw LocalFileException.of("look at", path, e);
        }
    }

    /** Fails if anything but a regular file has come to be there. */
    static void requireReplaceable(Path path) {
        if (inTree(path) instanceof Obstacle obstacle) {
            throw obstacle.failure();
        }
    }

    private static BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, options);
    }

    private static LocalTarget of(Path path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            return new RegularFile(path);
        }
        if (attributes.isSymbolicLink()) {
            return new Obstacle(path, "a link, and a tree is not written through links");
        }
        return attributes.isDirectory() ? new Obstacle(path, "a directory here") : new Device(path, kind(path));
    }

    private static Kind kind(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode");
        return switch (mode & 0xF000) {
            case 0x1000 -> Kind.PIPE;
            case 0x2000 -> Kind.CHARACTER_DEVICE;
            case 0x6000 -> Kind.BLOCK_DEVICE;
            case 0xC000 -> Kind.SOCKET;
            default -> Kind.OTHER;
        };
    }
}
