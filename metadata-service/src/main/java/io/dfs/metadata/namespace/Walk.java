package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a path leads for its caller. It ends before the first directory that he may not read, as if that were not there.
 *
 * @param steps the entries found from the root's child on, one per name, up to the first that is missing
 * @param right what the caller may do where the path leads to, be something there or not; {@link Right#NONE} if the walk ended
 *     before a directory that he may not read
 */
public record Walk(FilePath path, List<Step> steps, Right right) {

    /** The root of the namespace: a row that always exists. */
    public static final UUID ROOT_ID = new UUID(0, 0);

    public record Step(UUID id, EntryKind kind) {}

    public Walk {
        steps = List.copyOf(steps);
    }

    /** The entry at the end of the path, if it exists. */
    public Optional<Step> target() {
        if (path.isRoot()) {
            return right == Right.NONE ? Optional.empty() : Optional.of(new Step(ROOT_ID, EntryKind.DIRECTORY));
        }
        return steps.size() == path.names().size() ? Optional.of(steps.getLast()) : Optional.empty();
    }

    /** Whether the path's first {@code depth} names have been found, and are for the caller. */
    boolean leadsTo(int depth) {
        return depth == 0 ? !steps.isEmpty() || right != Right.NONE : depth <= steps.size();
    }

    /** The id of the path's first {@code depth} names, which have been found. */
    UUID idAt(int depth) {
        return depth == 0 ? ROOT_ID : steps.get(depth - 1).id();
    }

    /** The path's first {@code depth} names. */
    FilePath pathAt(int depth) {
        return path.prefix(depth);
    }

    /** Refuses a path that leads over a file, or ends at one: for callers that are to make something below it. */
    void requireDirectories() {
        for (int depth = 1; depth <= steps.size(); depth++) {
            if (steps.get(depth - 1).kind() == EntryKind.FILE) {
                throw new DfsException(
                        ErrorCode.NOT_A_DIRECTORY,
                        "%s is a file, so nothing can be below it: choose another path".formatted(pathAt(depth)));
            }
        }
    }

    /**
     * Refuses a caller who lacks a right here. What is readable for him, and only that, has been looked for before; where he is to
     * make something, the refusal is the same whatever is there.
     */
    public void require(Right needed) {
        if (!right.includes(needed)) {
            String what = needed == Right.OWN ? "the access list of " + path : path.toString();
            throw new DfsException(
                    ErrorCode.FORBIDDEN,
                    "%s is not yours to change: ask an owner of the tree, or an admin, for more rights"
                            .formatted(what));
        }
    }

    DfsException notFound() {
        String missing = steps.isEmpty() || steps.getLast().kind() == EntryKind.DIRECTORY
                ? "%s does not exist"
                        .formatted(
                                pathAt(Math.min(steps.size() + 1, path.names().size())))
                : "%s is a file, not a directory".formatted(pathAt(steps.size()));
        return new DfsException(ErrorCode.NOT_FOUND, "there is no file or directory %s: %s".formatted(path, missing));
    }
}
