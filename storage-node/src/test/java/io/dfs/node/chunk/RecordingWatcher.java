package io.dfs.node.chunk;

import io.dfs.common.id.ChunkId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public final class RecordingWatcher implements ReplicaWatcher {

    public final List<ChunkId> corrupt = new CopyOnWriteArrayList<>();
    public final List<ChunkId> unreadable = new CopyOnWriteArrayList<>();
    public final List<ChunkId> written = new CopyOnWriteArrayList<>();
    public final List<ChunkId> quarantined = new CopyOnWriteArrayList<>();

    @Override
    public void foundCorrupt(ChunkId chunkId, String detail) {
        corrupt.add(chunkId);
    }

    @Override
    public void foundUnreadable(ChunkId chunkId) {
        unreadable.add(chunkId);
    }

    @Override
    public void quarantined(ChunkId chunkId) {
        quarantined.add(chunkId);
    }

    @Override
    public void written(ChunkId chunkId) {
        written.add(chunkId);
    }
}
