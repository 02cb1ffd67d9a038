package io.dfs.node.chunk;

import io.dfs.common.id.ChunkId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chunk files that were met since the start and that a newer program wrote: this one was put back. Thread-safe. */
final class UnknownFormats {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownFormats.class);

    /** More are not counted. */
    private static final int MAX_REMEMBERED = 10_000;

    private final Set<ChunkId> chunks = ConcurrentHashMap.newKeySet();

    void note(ChunkId chunkId, String detail) {
        boolean first = chunks.isEmpty();
        if (chunks.size() < MAX_REMEMBERED && chunks.add(chunkId) && first) {
            LOG.error(
                    "the file of chunk {} can't be understood and is kept as it is; others like it are only counted: {}",
                    chunkId,
                    detail);
        }
    }

    /** Sentences for people. */
    List<String> warnings() {
        int count = chunks.size();
        return count == 0
                ? List.of()
                : List.of("%s%d chunk files have a format that this version of the program does not know; they are kept"
                        .formatted(count < MAX_REMEMBERED ? "" : "at least ", count));
    }
}
