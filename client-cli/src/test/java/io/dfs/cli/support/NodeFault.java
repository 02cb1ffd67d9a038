package io.dfs.cli.support;

/** What a node of the {@link InMemoryCluster} does wrong. */
public enum NodeFault {
    NONE,
    /** Says that it is full. */
    FULL,
    /** Refuses for a reason that does not pass. */
    REFUSES,
    /** Closes the connection in the middle of a body, its own or the client's. */
    BREAKS_OFF,
    /** Stores other bytes than it got, and says so in its receipt. */
    STORES_WRONG_BYTES,
    /** Takes the request and then nothing happens. */
    HANGS,
    /** Takes and gives a kibibyte at a time, with a rest after each. */
    TRICKLES,
    /** Serves every chunk with its first byte flipped. */
    SERVES_WRONG_BYTES,
    /** Says of every chunk that it is damaged. */
    SAYS_CORRUPT,
    /** Says of every chunk that it has none. */
    HAS_LOST_IT
}
