package io.dfs.common.api;

/** Why a replica is removed. Stored. */
public enum RemovalReason {
    /** No file needs the chunk any more. */
    RECLAIMED,
    /** More replicas than the chunk should have. */
    EXCESS,
    /** Its bytes are bad, and enough good replicas stand elsewhere. */
    CORRUPT,
    /** No one ever committed it. */
    ORPHAN,
    /** Found in quarantine; the node had put it there itself when a good replica took its place. */
    REPLACED,
    /** Its node was removed from the cluster: only the record goes. */
    NODE_REMOVED
}
