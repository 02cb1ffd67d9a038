package io.dfs.common.api;

/** Derived from the age of the last heartbeat by the database's clock; never stored. */
public enum NodeHealth {
    HEALTHY,
    /** No heartbeat for a while: gets no new chunks, is read last. */
    STALE,
    /** No heartbeat for so long that its replicas are re-created elsewhere. */
    DEAD
}
