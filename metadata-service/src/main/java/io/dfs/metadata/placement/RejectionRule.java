package io.dfs.metadata.placement;

/** Why placement passes over a node. The names are a promise: they stand in answers and people search for them. */
public enum RejectionRule {
    DEAD,
    STALE,
    MAINTENANCE,
    DRAINING,
    DRAINED,
    EXCLUDED,
    HOLDER,
    /** It is to give away a file of the chunk and has not done so yet. */
    LEAVING,
    BUSY,
    /** The node says that it can take no chunks now, such as with a read-only disk. */
    REFUSES_WRITES,
    /** Its clock differs from the service's by more than the times in tickets may. */
    CLOCK_SKEW,
    FULL,
    /** It is far slower than others lately, and others could be had. */
    SLOW,
    /** Its zone has a replica already, and nodes of zones with fewer could be had. */
    ZONE_USED,
    /** Nothing is wrong with it: as many nodes as were wanted had been drawn. */
    NOT_DRAWN
}
