package io.dfs.common.api;

/** What an access list lets someone do in a tree, from least to most; each includes those before it. */
public enum TreeRole {
    READER,
    WRITER,
    /** Also change the list itself. */
    OWNER;

    public boolean includes(TreeRole other) {
        return compareTo(other) >= 0;
    }
}
