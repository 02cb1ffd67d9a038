package io.dfs.cli.upload;

import java.util.UUID;

/** A set of UUIDs in 16 bytes each and at most double that: the journal of a large tree has millions. Not thread-safe. */
final class IdSet {

    private long[] high;
    private long[] low;
    private int size;

    IdSet() {
        high = new long[64];
        low = new long[64];
    }

    int size() {
        return size;
    }

    boolean contains(UUID id) {
        int slot = slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits());
        return !isFree(slot);
    }

    void add(UUID id) {
        if (size * 2 >= high.length) {
            grow();
        }
        put(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private void put(long idHigh, long idLow) {
        int slot = slotOf(idHigh, idLow);
        if (isFree(slot)) {
            high[slot] = idHigh;
            low[slot] = idLow;
            size++;
        }
    }

    /** Where the id is, or the free slot where it belongs. Ids are hashes or random, so their bits spread by themselves. */
    private int slotOf(long idHigh, long idLow) {
        int mask = high.length - 1;
        int slot = (int) (idHigh ^ idLow) & mask;
        while (!isFree(slot) && (high[slot] != idHigh || low[slot] != idLow)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** No UUID of ours is all zeros: the version bits are set. */
    private boolean isFree(int slot) {
        return high[slot] == 0 && low[slot] == 0;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        high = new long[oldHigh.length * 2];
        low = new long[oldLow.length * 2];
        size = 0;
        for (int i = 0; i < oldHigh.length; i++) {
            if (oldHigh[i] != 0 || oldLow[i] != 0) {
                put(oldHigh[i], oldLow[i]);
            }
        }
    }
}
