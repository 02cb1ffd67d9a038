package io.dfs.node.report;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts an inventory into pages that follow each other without a gap. */
final class ReportPages {

    private ReportPages() {}

    /** See {@link io.dfs.common.api.ChunkReportPage} for the range. */
    record Page(
            @Nullable ChunkId after,
            @Nullable ChunkId through,
            List<ChunkId> chunks,
            List<ChunkId> failing,
            List<QuarantinedFile> quarantined) {}

    /**
     * At least one page, the last of which ends where the inventory ends.
     *
     * @param after where the inventory begins
     * @param limit of distinct chunk ids in a page
     */
    static List<Page> split(@Nullable ChunkId after, Inventory inventory, int limit) {
        List<Page> pages = new ArrayList<>();
        List<ChunkId> chunks = inventory.chunks();
        Set<ChunkId> failing = Set.copyOf(inventory.failing());
        List<QuarantinedFile> quarantined = inventory.quarantined();
        ChunkId from = after;
        int c = 0;
        int q = 0;
        do {
            int firstChunk = c;
            int firstFile = q;
            ChunkId last = from;
            for (int ids = 0; ids < limit && (c < chunks.size() || q < quarantined.size()); ids++) {
                last = lower(chunks, c, quarantined, q);
                c += c < chunks.size() && chunks.get(c).equals(last) ? 1 : 0;
                while (q < quarantined.size() && quarantined.get(q).chunkId().equals(last)) {
                    q++;
                }
            }
            boolean end = c == chunks.size() && q == quarantined.size();
            ChunkId through = end ? inventory.through() : last;
            List<ChunkId> inService = chunks.subList(firstChunk, c);
            pages.add(new Page(
                    from,
                    through,
                    inService,
                    inService.stream().filter(failing::contains).toList(),
                    quarantined.subList(firstFile, q)));
            from = through;
        } while (c < chunks.size() || q < quarantined.size());
        return pages;
    }

    private static ChunkId lower(List<ChunkId> chunks, int c, List<QuarantinedFile> quarantined, int q) {
        if (c == chunks.size()) {
            return quarantined.get(q).chunkId();
        }
        if (q == quarantined.size()) {
            return chunks.get(c);
        }
        ChunkId aside = quarantined.get(q).chunkId();
        return chunks.get(c).compareTo(aside) <= 0 ? chunks.get(c) : aside;
    }
}
