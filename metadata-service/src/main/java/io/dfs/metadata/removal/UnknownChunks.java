package io.dfs.metadata.removal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a node reported the metadata does not know. Much of it means that the database is an old copy rather than
 * that the node has garbage, so nothing unknown is then taken off the node before a person has said that it is garbage.
 *
 * @param reported chunks in the node's last report
 * @param unknown those of them that the metadata does not know
 * @param acceptedAt when a person said so the last time; null for never
 */
public record UnknownChunks(
        long reported, long unknown, @Nullable Instant acceptedAt) {

    /** More than this share of a node's chunks is too much. */
    public static final int MAX_PERCENT = 1;

    public boolean areTooMany() {
        return unknown * 100 > reported * MAX_PERCENT;
    }

    /** Whether what was there at that time, and unknown, may be taken for garbage. */
    public boolean areGarbage(Instant seenAt) {
        return !areTooMany() || (acceptedAt != null && !acceptedAt.isBefore(seenAt));
    }
}
