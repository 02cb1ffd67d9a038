package io.dfs.common.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A data directory as its node sees it.
 *
 * @param id from the directory's marker; null if there is none, or it can't be read
 * @param path as the node is configured, or where the disk was when it was last seen
 * @param detail why it is not in use; null while it is
 */
public record NodeDisk(
        @Nullable UUID id,
        String path,
        Condition condition,
        @Nullable String detail) {

    /** What the node can do with it. */
    public enum Condition {
        IN_USE,

        /** Nothing is there, or an empty directory: the node asks whether it may use it. */
        EMPTY,

        /** An error of the disk keeps the node from using it. */
        FAILED,

        /** The other disks' markers name it, and it is not where it was. */
        MISSING
    }
}
