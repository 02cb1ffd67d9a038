package io.dfs.metadata.database;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Walks round and round through rows in the order of their ids, a page at a time. Where it stands is lost when the service
 * ends, which costs nothing: what it looks for is found again.
 */
public final class Cursor {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private UUID position = BEFORE_ALL;

    /**
     * The next page, from the beginning again after the last.
     *
     * @param page gives up to {@code limit} ids above one, ascending
     */
    public synchronized List<UUID> next(int limit, Function<UUID, List<UUID>> page) {
        List<UUID> ids = page.apply(position);
        position = ids.size() < limit ? BEFORE_ALL : ids.getLast();
        return ids;
    }
}
