package io.dfs.metadata.allocation;

/** What chunks without a file take, on all their nodes together. */
record Usage(long bytes, long chunks) {

    static final Usage NONE = new Usage(0, 0);

    Usage plus(Usage other) {
        return new Usage(bytes + other.bytes, chunks + other.chunks);
    }
}
