package io.dfs.metadata.namespace;

import io.dfs.common.api.TrashItem;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.Ids;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/** Where a page of the trash ended. Its text is for us only: others give it back as it is. */
record TrashCursor(Instant deletedAt, UUID trashId) {

    private static final char SEPARATOR = '_';

    static TrashCursor behind(TrashItem item) {
        return new TrashCursor(item.deletedAt(), item.trashId());
    }

    static TrashCursor parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        if (separator < 0) {
            throw notOurs(text);
        }
        try {
            return new TrashCursor(
                    Instant.parse(text.substring(0, separator)), Ids.parse(text.substring(separator + 1)));
        } catch (DateTimeException | IllegalArgumentException _) {
            throw notOurs(text);
        }
    }

    private static DfsException notOurs(String text) {
        return new DfsException(
                ErrorCode.INVALID_REQUEST,
                "after is %s: give what a page of the trash had as next, or leave it out for the first page"
                        .formatted(text.length() > 64 ? text.substring(0, 64) + "…" : text));
    }

    @Override
    public String toString() {
        return deletedAt.toString() + SEPARATOR + trashId;
    }
}
