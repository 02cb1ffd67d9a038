package io.dfs.common.token;

/** What a ticket permits. */
public enum Operation {
    READ,
    WRITE,
    /** Pull the chunk from another node; permits reading it there too. */
    COPY
}
