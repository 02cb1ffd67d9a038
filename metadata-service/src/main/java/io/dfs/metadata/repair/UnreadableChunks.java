package io.dfs.metadata.repair;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remembers which chunks are known to be unreadable, so that each is told of when that begins and not with each scan; the status
 * has them all the time. If there are very many, the oldest are forgotten, and told of again.
 */
final class UnreadableChunks {

    private final int limit;
    private final LinkedHashSet<ChunkId> told = new LinkedHashSet<>();

    /** @param limit chunks in the memory at most */
    UnreadableChunks(int limit) {
        this.limit = limit;
    }

    /** Those of the unreadable that were not when they were last examined. */
    synchronized List<Wanted> news(Collection<ChunkId> examined, List<Wanted> unreadable) {
        Set<ChunkId> now = unreadable.stream().map(Wanted::chunkId).collect(Collectors.toSet());
        examined.stream().filter(chunk -> !now.contains(chunk)).forEach(told::remove);
        List<Wanted> news =
                unreadable.stream().filter(wanted -> told.add(wanted.chunkId())).toList();
        while (told.size() > limit) {
            told.removeFirst();
        }
        return news;
    }
}
