package io.dfs.common.api;

/** What a token allows, from least to most; each role includes those before it. */
public enum Role {
    /** Read files and what is known of them. */
    READER,
    /** Also make, change and remove them. */
    WRITER,
    /** Also look after the cluster: nodes, tokens, access lists, the audit log. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
