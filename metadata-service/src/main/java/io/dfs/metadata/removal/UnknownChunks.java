package io.dfs.metadata.removal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a node reported the metadata does not know. Much of it means that the database is an old copy rather than
 * that the node has garbage, so nothing unknown is then taken off the node before a person has said that it is garbage.
 *
 * @param reported chunks in the node's last report
 * @param unknown those of them that the metadata does not know
 * @param acceptedAt when an admin said so the last time; null for never
 */
public record UnknownChunks(
        long reported, long unknown, @Nullable Instant acceptedAt) {

    /** More than this share of a node's chunks is too much. */
    private static final int MAX_PERCENT = 1;

    /** So few are what uploads leave that broke off, however small the node. */
    private static final int ALWAYS_FEW = 3;

    public boolean areTooMany() {
        return unknown > ALWAYS_FEW && unknown * 100 > reported * MAX_PERCENT;
    }

    public UnknownChunks with(long otherUnknown) {
        return new UnknownChunks(reported, otherUnknown, acceptedAt);
    }

    /**
     * Whether what was there at that time, and unknown, may be taken for garbage.
     *
     * @param held whether the database may have forgotten it
     */
    public boolean areGarbage(Instant seenAt, boolean held) {
        boolean accepted = acceptedAt != null && !acceptedAt.isBefore(seenAt);
        return accepted || !(held || areTooMany());
    }
}
