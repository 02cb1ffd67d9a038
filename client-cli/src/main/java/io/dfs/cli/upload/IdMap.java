package io.dfs.cli.upload;

import java.util.UUID;

/**
 * A map from UUIDs to longs in 24 bytes each and at most double that: the journal of a large tree has millions. Not
 * thread-safe.
 */
final class IdMap {

    private long[] high;
    private long[] low;
    private long[] values;
    private int size;

    IdMap() {
        high = new long[64];
        low = new long[64];
        values = new long[64];
    }

    int size() {
        return size;
    }

    boolean contains(UUID id) {
        return !isFree(slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits()));
    }

    /** Whether the id is there with this value. */
    boolean contains(UUID id, long value) {
        int slot = slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits());
        return !isFree(slot) && values[slot] == value;
    }

    void put(UUID id, long value) {
        if (size * 2 >= high.length) {
            grow();
        }
        put(id.getMostSignificantBits(), id.getLeastSignificantBits(), value);
    }

    private void put(long idHigh, long idLow, long value) {
        int slot = slotOf(idHigh, idLow);
        if (isFree(slot)) {
            high[slot] = idHigh;
            low[slot] = idLow;
            size++;
        }
        values[slot] = value;
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
        long[] oldValues = values;
        high = new long[oldHigh.length * 2];
        low = new long[high.length];
        values = new long[high.length];
        size = 0;
        for (int i = 0; i < oldHigh.length; i++) {
            if (oldHigh[i] != 0 || oldLow[i] != 0) {
                put(oldHigh[i], oldLow[i], oldValues[i]);
            }
        }
    }
}
