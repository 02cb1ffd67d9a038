package io.dfs.node.encryption;

/** What a node that encrypts does with chunk files that are not encrypted. */
public enum PlainChunks {
    /** Serves them: they were there before it encrypted. */
    READ,
    /** Does not: all of its files are encrypted, so that a plain one was put there by someone else. */
    REFUSE
}
