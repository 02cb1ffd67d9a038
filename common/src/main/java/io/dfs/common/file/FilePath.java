package io.dfs.common.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An absolute path in the store: {@code /} or {@code /name/name/…}. Nothing is normalised: a path that would need it
 * ({@code //}, {@code .}, {@code ..}, a slash at the end) is refused, so that two texts never name one file.
 */
public record FilePath(List<String> names) {

    /** Longest path, in bytes of UTF-8. */
    public static final int MAX_BYTES = 4096;

    public static final FilePath ROOT = new FilePath(List.of());

    public FilePath {
        names = List.copyOf(names);
        names.forEach(FileName::check);
        int bytes = lengthBytes(names);
        if (bytes > MAX_BYTES) {
            throw new DfsException(
                    ErrorCode.INVALID_PATH,
                    "the path is %d bytes long; the limit is %d: use fewer or shorter directory names"
                            .formatted(bytes, MAX_BYTES));
        }
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
        return lengthBytes(names);
    }

    private static int lengthBytes(List<String> names) {
        return names.stream()
                .mapToInt(name -> 1 + name.getBytes(StandardCharsets.UTF_8).length)
                .sum();
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
        return isRoot() ? null : new FilePath(names.subList(0, names.size() - 1));
    }

    public FilePath resolve(String name) {
        return new FilePath(Stream.concat(names.stream(), Stream.of(name)).toList());
    }

    /** This path followed by another one's names. */
    public FilePath resolve(FilePath below) {
        List<String> all = new ArrayList<>(names);
        all.addAll(below.names);
        return new FilePath(all);
    }

    @JsonValue
    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
