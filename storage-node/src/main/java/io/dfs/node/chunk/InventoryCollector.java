package io.dfs.node.chunk;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.id.ChunkId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the lowest chunk ids of all that it is shown, in any order and as often as may be: bounded memory (I-9). */
final class InventoryCollector {

    private static final class Holding {
        boolean inService;
        boolean inWorkingDirectory;
        final List<QuarantinedFile> quarantined = new ArrayList<>();
    }

    private final @Nullable ChunkId after;
    private final int limit;
    private final TreeMap<ChunkId, Holding> lowest = new TreeMap<>();
    private boolean overflowed;

    /** @param limit of distinct chunk ids */
    InventoryCollector(@Nullable ChunkId after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit of %d chunks".formatted(limit));
        }
        this.after = after;
        this.limit = limit;
    }

    /** Whether an id would be kept; asked before anything is found out about a file. */
    boolean wants(ChunkId chunkId) {
        if (after != null && chunkId.compareTo(after) <= 0) {
            return false;
        }
        boolean fits = lowest.size() < limit || chunkId.compareTo(lowest.lastKey()) <= 0;
        overflowed |= !fits;
        return fits;
    }

    /** @param works whether the directory that holds it does */
    void addInService(ChunkId chunkId, boolean works) {
        if (wants(chunkId)) {
            Holding holding = holding(chunkId);
            holding.inService = true;
            holding.inWorkingDirectory |= works;
        }
    }

    void addQuarantined(QuarantinedFile file) {
        if (wants(file.chunkId())) {
            List<QuarantinedFile> known = holding(file.chunkId()).quarantined;
            if (known.stream().noneMatch(it -> it.removalId().equals(file.removalId()))) {
                known.add(file);
            }
        }
    }

    private Holding holding(ChunkId chunkId) {
        Holding holding = lowest.computeIfAbsent(chunkId, _ -> new Holding());
        if (lowest.size() > limit) {
            lowest.pollLastEntry();
            overflowed = true;
        }
        return holding;
    }

    Inventory collected() {
        List<ChunkId> chunks = new ArrayList<>();
        List<ChunkId> failing = new ArrayList<>();
        List<QuarantinedFile> quarantined = new ArrayList<>();
        lowest.forEach((chunkId, holding) -> {
            if (holding.inService) {
                chunks.add(chunkId);
            }
            if (holding.inService && !holding.inWorkingDirectory) {
                failing.add(chunkId);
            }
            holding.quarantined.stream()
                    .sorted((a, b) -> new ChunkId(a.removalId()).compareTo(new ChunkId(b.removalId())))
                    .forEach(quarantined::add);
        });
        return new Inventory(overflowed ? lowest.lastKey() : null, chunks, failing, quarantined);
    }
}
