package io.dfs.metadata.fsck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** So many extents as are read at once: those of several small files, or some of a large one (I-9). */
record Slice(List<UUID> files, long first, long end) {

    static final int MAX_EXTENTS = 2000;

    /** All extents of all files. Of a large file, its slices follow each other in order. */
    static List<Slice> of(List<UUID> files, Map<UUID, Integer> extentCounts) {
        List<Slice> slices = new ArrayList<>();
        List<UUID> together = new ArrayList<>();
        int extents = 0;
        for (UUID file : files) {
            int count = extentCounts.getOrDefault(file, 0);
            if (count > MAX_EXTENTS) {
                addLarge(file, count, slices);
                continue;
            }
            if (extents + count > MAX_EXTENTS) {
                slices.add(whole(together));
                together = new ArrayList<>();
                extents = 0;
            }
            together.add(file);
            extents += count;
        }
        if (!together.isEmpty()) {
            slices.add(whole(together));
        }
        return slices;
    }

    private static Slice whole(List<UUID> files) {
        return new Slice(List.copyOf(files), 0, Long.MAX_VALUE);
    }

    /** The last one is open at its end, so that no extent is missed whatever its position. */
    private static void addLarge(UUID file, int count, List<Slice> slices) {
        for (long first = 0; first < count; first += MAX_EXTENTS) {
            boolean last = first + MAX_EXTENTS >= count;
            slices.add(new Slice(List.of(file), first, last ? Long.MAX_VALUE : first + MAX_EXTENTS));
        }
    }
}
