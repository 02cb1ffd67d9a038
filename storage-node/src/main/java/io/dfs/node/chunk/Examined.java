package io.dfs.node.chunk;

/** What reading every byte of one file shows. */
sealed interface Examined {
    record Absent() implements Examined {}

    record Bad(String detail) implements Examined {}

    record Good(StoredChunk chunk) implements Examined {}
}
