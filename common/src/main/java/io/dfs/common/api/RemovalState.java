package io.dfs.common.api;

/** How far a removal is. Stored. */
public enum RemovalState {
    /** The node has not confirmed yet that the file is in quarantine. */
    REQUESTED,
    QUARANTINED,
    /** The quarantine is over; the node has not confirmed yet that the file is gone. */
    UNLINKING,
    /** Someone needs it after all; the node has not confirmed yet that it is back. */
    RESTORING
}
