package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.EmptyDirectory;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.cli.upload.UploadItem.Skipped;
import io.dfs.cli.upload.UploadItem.Unreadable;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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
 * the person named are followed; in trees links to files are, and links to directories are not, because they may lead in
 * circles.
 */
final class SourceWalk implements Iterator<UploadItem>, AutoCloseable {

    /** A directory being read. */
    private static final class OpenDirectory {
        final FilePath target;
        final DirectoryStream<Path> stream;
        final Iterator<Path> entries;
        boolean empty = true;

        OpenDirectory(DirectoryStream<Path> stream, FilePath target) {
            this.target = target;
            this.stream = stream;
            this.entries = stream.iterator();
        }
    }

    private final Iterator<Source> sources;
    private final Deque<OpenDirectory> open = new ArrayDeque<>();
    private @Nullable UploadItem next;

    SourceWalk(List<Source> sources) {
        this.sources = sources.iterator();
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
                directory.empty = false;
                Path path = directory.entries.next();
                return lookInTree(path, directory.target);
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
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            String what = Files.isSymbolicLink(path) ? "follow the link" : "read";
            return new Unreadable(path, LocalFileException.of(what, path, e));
        }
        if (attributes.isRegularFile()) {
            return new LocalFile(path, target, FileState.of(attributes));
        }
        if (!attributes.isDirectory()) {
            String reason = "is neither a file nor a directory (a pipe, socket or device)";
            return named
                    ? new Unreadable(path, new LocalFileException("%s %s".formatted(path, reason)))
                    : new Skipped(path, reason);
        }
        if (!named && Files.isSymbolicLink(path)) {
            return new Skipped(path, "is a link to a directory, which might lead in circles");
        }
        return enter(path, target);
    }

    @SuppressWarnings("StreamResourceLeak") // closed when the walk leaves the directory, or ends
    private @Nullable UploadItem enter(Path path, FilePath target) {
        try {
            open.push(new OpenDirectory(Files.newDirectoryStream(path), target));
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
