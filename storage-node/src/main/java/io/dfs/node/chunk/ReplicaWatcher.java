package io.dfs.node.chunk;

import io.dfs.common.id.ChunkId;

/** Is told what the store finds out about its replicas while it works. Must return quickly and not throw. */
public interface ReplicaWatcher {

    /** The replica is damaged; its file is kept and not served any more. */
    void foundCorrupt(ChunkId chunkId, String detail);

    /** The disk did not give a replica that someone wanted to read: it is in doubt, and to be verified. */
    void foundUnreadable(ChunkId chunkId);

    /** A good replica took the place of whatever was there; earlier findings no longer hold. */
    void written(ChunkId chunkId);

    /** The replica is out of service; earlier findings no longer matter. */
    void quarantined(ChunkId chunkId);
}
