package io.dfs.service.connection;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits how many of a service's slots (threads, transfers) one holder has at once, so that others find some. Thread-safe; only
 * holders of a slot are remembered.
 */
public final class Shares {

    private final int limit;
    private final ConcurrentHashMap<Object, Integer> held = new ConcurrentHashMap<>();

    /** @param limit the most slots of one holder, at least 1 */
    public Shares(int limit) {
        this.limit = limit;
    }

    /** A slot that is held until this is closed. */
    @FunctionalInterface
    public interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /** @return empty if the holder has as many as it may */
    public Optional<Share> take(Object holder) {
        int now = held.merge(holder, 1, Integer::sum);
        if (now > limit) {
            give(holder);
            return Optional.empty();
        }
        return Optional.of(() -> give(holder));
    }

    private void give(Object holder) {
        held.computeIfPresent(holder, (_, count) -> count == 1 ? null : count - 1);
    }

    public int limit() {
        return limit;
    }

    /** How many the holder has that has the most. */
    public int most() {
        return held.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
