package io.dfs.node.chunk;

/** What reading every byte of one file shows. */
sealed interface Examined {
    record Absent() implements Examined {}

    record Bad(String detail) implements Examined {}

    /** The disk does not give it, so no one knows how it is. */
    record Unreadable(String detail) implements Examined {}

    record Good(StoredChunk chunk) implements Examined {}
}
