package io.dfs.node.encryption;

/** Names an encryption key in files, logs and answers; derived from the key, and tells nothing about it. */
public record KeyId(long value) implements Comparable<KeyId> {

    @Override
    public int compareTo(KeyId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "%016x".formatted(value);
    }
}
