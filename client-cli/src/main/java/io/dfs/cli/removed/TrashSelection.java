package io.dfs.cli.removed;

import io.dfs.cli.session.Spans;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the trash are meant.
 *
 * @param path removed from there, or from below
 * @param before removed then or earlier
 */
record TrashSelection(FilePath path, Instant before) {

    private static final int PAGE = 1000;

    static TrashSelection of(@Nullable String path, @Nullable String olderThan, Instant now) {
        FilePath below = path == null ? FilePath.ROOT : StorePaths.parse(path);
        if (olderThan == null) {
            return new TrashSelection(below, Instant.MAX);
        }
        try {
            return new TrashSelection(below, now.minus(Spans.parse(olderThan)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--older-than: " + e.getMessage());
        }
    }

    boolean includes(TrashItem item) {
        int depth = path.names().size();
        List<String> names = item.path().names();
        boolean below = names.size() >= depth && names.subList(0, depth).equals(path.names());
        return below && !item.deletedAt().isAfter(before);
    }

    /** The ids of all that is there now; a few dozen bytes each. */
    List<UUID> find(OperationsApi operations) {
        List<UUID> ids = new ArrayList<>();
        String after = null;
        do {
            TrashPage page = operations.trash(after, PAGE);
            page.items().stream().filter(this::includes).map(TrashItem::trashId).forEach(ids::add);
            after = page.next();
        } while (after != null);
        return ids;
    }
}
