package io.dfs.common.api;

/** What is known of one replica. Only GOOD and SUSPECT ones are read, SUSPECT ones last. */
public enum ReplicaState {
    GOOD,
    /** A reader complained; the node has been asked to verify it. */
    SUSPECT,
    /** Verified bad: fenced from reads, made anew elsewhere. */
    CORRUPT,
    /** The node has no such file. */
    MISSING
}
