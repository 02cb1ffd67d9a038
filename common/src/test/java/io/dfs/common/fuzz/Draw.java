package io.dfs.common.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** The choices of one case: the same seed and number give the same ones. For one thread. */
public final class Draw {

    private final SplittableRandom random;

    public Draw(long seed, long number) {
        this.random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
    }

    /** From 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean percent(int chance) {
        return below(100) < chance;
    }

    public long bits() {
        return random.nextLong();
    }

    @SafeVarargs
    public final <T> T of(T... choices) {
        return choices[below(choices.length)];
    }

    public <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Often small, now and then up to {@code most}. */
    public int size(int most) {
        return below(1 + (percent(80) ? Math.min(most, 8) : most));
    }

    public UUID uuid() {
        return new UUID((bits() & ~0xF000L) | 0x7000L, (bits() >>> 2) | Long.MIN_VALUE);
    }
}
