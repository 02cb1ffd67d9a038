package io.dfs.common.api;

/** What the metadata service knows of a node's disk. */
public enum DiskState {
    /** Its node uses it. */
    IN_USE,

    /** Its node has reported an error of it. */
    FAILED,

    /** Its node does not find it. */
    MISSING,

    /** A person has said that it will not come back. What stands in its place is not used. */
    RETIRED,

    /** A person has said that it will not come back, and that what stands in its place is a new disk. */
    REPLACED
}
