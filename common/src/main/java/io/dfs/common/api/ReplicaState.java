package io.dfs.common.api;

/** What is known of one replica. Those that may be read come first, the best first. */
public enum ReplicaState {
    GOOD,
    /** A reader complained; the node has been asked to verify it. */
    SUSPECT,
    /**
     * There is a file, but its data directory has failed or its disk does not give it: no longer one of those that the chunk
     * should have, re-replicated, and read only if no other can be.
     */
    FAILING,
    /** Verified bad: fenced from reads, re-created elsewhere. */
    CORRUPT,
    /** The node has no such file. */
    MISSING
}
