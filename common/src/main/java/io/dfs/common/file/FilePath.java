package io.dfs.common.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An absolute path in the store: {@code /} or {@code /name/name/…}. Nothing is normalised: a path that would need it
 * ({@code //}, {@code .}, {@code ..}, a slash at the end) is refused, so that two texts never name one file. No record, so that a path made
 * of another one need not check all its names again: to go down a deep path would cost the square of its depth.
 */
public final class FilePath {

    /** Longest path, in bytes of UTF-8. */
    public static final int MAX_BYTES = 4096;

    public static final FilePath ROOT = new FilePath(List.of());

    private final List<String> names;
    private final int lengthBytes;
    private final int hash;

    public FilePath(List<String> names) {
        this(List.copyOf(names), lengthBytesOf(names));
        this.names.forEach(FileName::check);
    }

    /** @param names an unmodifiable list of names that have been checked */
    private FilePath(List<String> names, int lengthBytes) {
        if (lengthBytes > MAX_BYTES) {
            throw new DfsException(
                    ErrorCode.INVALID_PATH,
                    "the path is %d bytes long; the limit is %d: use fewer or shorter directory names"
                            .formatted(lengthBytes, MAX_BYTES));
        }
        this.names = names;
        this.lengthBytes = lengthBytes;
        this.hash = names.hashCode();
    }

    /** Reads {@code /a/b}; anything else is a {@link ErrorCode#INVALID_PATH} that says what is wrong. */
    @JsonCreator
    public static FilePath valueOf(String text) {
        if (!text.startsWith("/")) {
            throw new DfsException(
                    ErrorCode.INVALID_PATH,
                    "the path %s does not start with /: paths in dfs are absolute".formatted(FileName.quote(text)));
        }
        if (text.equals("/")) {
            return ROOT;
        }
        if (text.endsWith("/")) {
            throw new DfsException(
                    ErrorCode.INVALID_PATH, "the path %s ends with /: leave it out".formatted(FileName.quote(text)));
        }
        return new FilePath(List.of(text.substring(1).split("/", -1)));
    }

    /** In UTF-8; 0 of the root, which others are written after. */
    public int lengthBytes() {
        return lengthBytes;
    }

    private static int lengthBytesOf(List<String> names) {
        return names.stream().mapToInt(FilePath::lengthBytesOf).sum();
    }

    private static int lengthBytesOf(String name) {
        return 1 + name.getBytes(StandardCharsets.UTF_8).length;
    }

    public List<String> names() {
        return names;
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    /** The last name; the root has none. */
    public String name() {
        if (isRoot()) {
            throw new IllegalStateException("the root has no name");
        }
        return names.getLast();
    }

    public @Nullable FilePath parent() {
        return isRoot() ? null : new FilePath(names.subList(0, names.size() - 1), lengthBytes - lengthBytesOf(name()));
    }

    /** The path's first {@code depth} names: itself, or a directory above it. */
    public FilePath prefix(int depth) {
        List<String> first = names.subList(0, depth);
        return new FilePath(first, lengthBytesOf(first));
    }

    public FilePath resolve(String name) {
        FileName.check(name);
        return new FilePath(Stream.concat(names.stream(), Stream.of(name)).toList(), lengthBytes + lengthBytesOf(name));
    }

    /** This path followed by another one's names. */
    public FilePath resolve(FilePath below) {
        return new FilePath(
                Stream.concat(names.stream(), below.names.stream()).toList(), lengthBytes + below.lengthBytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FilePath path && hash == path.hash && names.equals(path.names);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @JsonValue
    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
