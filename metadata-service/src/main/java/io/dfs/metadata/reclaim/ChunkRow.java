package io.dfs.metadata.reclaim;

import io.dfs.common.id.ChunkId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What reclaiming needs to know of a chunk.
 *
 * @param referenced whether any file, in the trash or not, has an extent on it
 * @param unreferencedSince since when its row says that none has
 * @param released whether an admin said that its space is to be freed without the usual waiting
 * @param leaving whether a replica of it is on its way out
 */
record ChunkRow(
        ChunkId id,
        boolean referenced,
        @Nullable Instant unreferencedSince,
        boolean reclaimed,
        boolean released,
        boolean hasReplicas,
        boolean leaving) {

    enum Finding {
        RIGHT,
        /** No file needs it, and its row does not say so. */
        UNMARKED,
        /** Its row says that no file needs it, and one does. */
        NEEDED_AFTER_ALL,
        /** It was given up, and a replica has been recorded since. */
        HALF_GIVEN_UP,
        /** It was given up, and nothing of it is left. */
        GONE
    }

    Finding finding() {
        if (referenced) {
            return unreferencedSince != null || reclaimed ? Finding.NEEDED_AFTER_ALL : Finding.RIGHT;
        }
        if (!reclaimed) {
            return unreferencedSince == null ? Finding.UNMARKED : Finding.RIGHT;
        }
        if (hasReplicas) {
            return Finding.HALF_GIVEN_UP;
        }
        return leaving ? Finding.RIGHT : Finding.GONE;
    }

    /** Whether it may be given up, if that takes having been without a file since {@code before}. */
    boolean isGarbage(Instant before) {
        return !referenced && !reclaimed && unreferencedSince != null && !unreferencedSince.isAfter(before);
    }
}
