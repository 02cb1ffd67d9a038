package io.dfs.node.rounds;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Keeps what has just failed from being tried again at once. Of more than {@code limit} things the oldest are forgotten. */
public final class HoldOff<K> {

    private final long nanos;
    private final LongSupplier nanoTime;
    private final Map<K, Long> since;

    public HoldOff(Duration duration, int limit, LongSupplier nanoTime) {
        this.nanos = duration.toNanos();
        this.nanoTime = nanoTime;
        this.since = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
                return size() > limit;
            }
        };
    }

    public synchronized void add(K key) {
        since.remove(key);
        since.put(key, nanoTime.getAsLong());
    }

    public synchronized boolean holds(K key) {
        Long added = since.get(key);
        if (added == null) {
            return false;
        }
        if (nanoTime.getAsLong() - added < nanos) {
            return true;
        }
        since.remove(key);
        return false;
    }
}
