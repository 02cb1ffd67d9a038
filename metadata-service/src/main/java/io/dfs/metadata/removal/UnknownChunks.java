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
 * @param restoredAt when a restored database was last accepted as the truth; null for never
 */
public record UnknownChunks(
        long reported,
        long unknown,
        @Nullable Instant acceptedAt,
        @Nullable Instant restoredAt) {

    /** More than this share of a node's chunks is too much. */
    private static final int MAX_PERCENT = 1;

    /**
     * So few are what uploads leave that broke off, however small the node. Not after a restore, until a person has looked: then
     * they may be all that is left of a file.
     */
    private static final int ALWAYS_FEW = 3;

    public boolean areTooMany() {
        boolean few = unknown <= ALWAYS_FEW && !isRestoredSinceAccepted();
        return !few && unknown * 100 > reported * MAX_PERCENT;
    }

    public UnknownChunks with(long otherUnknown) {
        return new UnknownChunks(reported, otherUnknown, acceptedAt, restoredAt);
    }

    private boolean isRestoredSinceAccepted() {
        return restoredAt != null && (acceptedAt == null || acceptedAt.isBefore(restoredAt));
    }

    /** Whether what was there at that time, and unknown, may be taken for garbage. */
    public boolean areGarbage(Instant seenAt) {
        return !areTooMany() || (acceptedAt != null && !acceptedAt.isBefore(seenAt));
    }
}
