package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.EmptyDirectory;
import io.dfs.cli.upload.UploadItem.Link;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.cli.upload.UploadItem.Skipped;
import io.dfs.cli.upload.UploadItem.Unreadable;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks over sources, depth first, one entry at a time: memory and open directories are bounded by the depth. Links that
 * the person named are followed. In trees they are not unless the person asks for it, because the one who plants a link there need not
 * be the one whose files it leads to.
 */
final class SourceWalk implements Iterator<UploadItem>, AutoCloseable {

    /** A directory being read. */
    private static final class OpenDirectory {
        final FilePath target;
        final @Nullable Object key;
        final DirectoryStream<Path> stream;
        final Iterator<Path> entries;
        boolean empty = true;

        /** @param key tells the directory from others; null where the system has none */
        OpenDirectory(DirectoryStream<Path> stream, @Nullable Object key, FilePath target) {
            this.target = target;
            this.key = key;
            this.stream = stream;
            this.entries = stream.iterator();
        }

        boolean isAt(@Nullable Object otherKey) {
            return key != null && key.equals(otherKey);
        }
    }

    private final Iterator<Source> sources;
    private final LinkPolicy links;
    private final OwnFiles ownFiles;
    private final Deque<OpenDirectory> open = new ArrayDeque<>();
    private @Nullable UploadItem next;

    /** @param links for those in trees */
    SourceWalk(List<Source> sources, LinkPolicy links, OwnFiles ownFiles) {
        this.sources = sources.iterator();
        this.links = links;
        this.ownFiles = ownFiles;
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            OpenDirectory directory = open.peek();
            if (directory != null) {
                next = advance(directory);
            } else if (sources.hasNext()) {
                Source source = sources.next();
                next = look(source.path(), source.target(), true);
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public UploadItem next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        UploadItem item = Objects.requireNonNull(next);
        next = null;
        return item;
    }

    private @Nullable UploadItem advance(OpenDirectory directory) {
        try {
            if (directory.entries.hasNext()) {
                UploadItem item = lookInTree(directory.entries.next(), directory.target);
                directory.empty &= item instanceof Skipped || item instanceof Link;
                return item;
            }
            close(open.pop());
            return directory.empty ? new EmptyDirectory(directory.target) : null;
        } catch (DirectoryIteratorException e) {
            close(open.pop());
            return new Unreadable(
                    Path.of(directory.target.toString()),
                    new LocalFileException(
                            "can't read the directory for %s: %s".formatted(directory.target, e.getMessage()), e));
        }
    }

    private @Nullable UploadItem lookInTree(Path path, FilePath parent) {
        try {
            return look(path, parent.resolve(LocalNames.nameOf(path)), false);
        } catch (DfsException | LocalFileException e) {
            return new Unreadable(path, e);
        }
    }

    /** @param named whether the person gave it by name */
    private @Nullable UploadItem look(Path path, FilePath target, boolean named) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isSymbolicLink()) {
                return take(path, attributes, target, named);
            }
            return named || links == LinkPolicy.FOLLOW ? follow(path, target, named) : new Link(path);
        } catch (IOException e) {
            return new Unreadable(path, LocalFileException.of("read", path, e));
        }
    }

    /** A link that leads nowhere is no reason to fail for a tree that is otherwise stored. */
    private @Nullable UploadItem follow(Path link, FilePath target, boolean named) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(link, BasicFileAttributes.class);
            // What is neither file nor directory, such as the pipe behind /dev/stdin, may have no path of its own.
            Path path = attributes.isOther() ? link : link.toRealPath();
            boolean circle = open.stream().anyMatch(above -> above.isAt(attributes.fileKey()));
            return circle
                    ? new Skipped(link, "is a link to a directory above it")
                    : take(path, attributes, target, named);
        } catch (AccessDeniedException e) {
            return new Unreadable(link, LocalFileException.of("follow the link", link, e));
        } catch (IOException e) {
            return named
                    ? new Unreadable(link, LocalFileException.of("follow the link", link, e))
                    : new Skipped(link, "is a link that leads nowhere");
        }
    }

    private @Nullable UploadItem take(Path path, BasicFileAttributes attributes, FilePath target, boolean named) {
        if (attributes.isRegularFile()) {
            return new LocalFile(path, target, FileState.read(path));
        }
        if (!attributes.isDirectory()) {
            String reason = "is neither a file nor a directory (a pipe, socket or device)";
            return named ? new Unreadable(path, special(path, reason)) : new Skipped(path, reason);
        }
        String own = ownFiles.reasonToLeaveOut(path);
        return own == null ? enter(path, attributes, target) : new Skipped(path, own);
    }

    private static LocalFileException special(Path path, String reason) {
        return new LocalFileException(
                "%s %s: to store what it gives, make it the standard input: dfs upload - TARGET < %s"
                        .formatted(path, reason, path));
    }

    @SuppressWarnings("StreamResourceLeak") // closed when the walk leaves the directory, or ends
    private @Nullable UploadItem enter(Path path, BasicFileAttributes attributes, FilePath target) {
        try {
            open.push(new OpenDirectory(Files.newDirectoryStream(path), attributes.fileKey(), target));
            return null;
        } catch (IOException e) {
            return new Unreadable(path, LocalFileException.of("read the directory", path, e));
        }
    }

    private static void close(OpenDirectory directory) {
        try {
            directory.stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a directory failed", e);
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }
}
