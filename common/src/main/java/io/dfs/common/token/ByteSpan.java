package io.dfs.common.token;

/** A run of a chunk's bytes. */
public record ByteSpan(long offset, long lengthBytes) {

    public ByteSpan {
        if (offset < 0 || lengthBytes < 0 || offset + lengthBytes < 0) {
            throw new IllegalArgumentException("no run of bytes: %d from %d on".formatted(lengthBytes, offset));
        }
    }

    /** The offset behind its last byte. */
    public long end() {
        return offset + lengthBytes;
    }

    boolean contains(long from, long bytes) {
        return from >= offset && from + bytes <= offset + lengthBytes;
    }

    @Override
    public String toString() {
        return "%d bytes from %d on".formatted(lengthBytes, offset);
    }
}
