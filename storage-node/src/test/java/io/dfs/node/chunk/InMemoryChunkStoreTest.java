package io.dfs.node.chunk;

class InMemoryChunkStoreTest extends ChunkStoreContract {

    private final InMemoryChunkStore store = new InMemoryChunkStore(64 << 20, CLOCK, watcher);

    @Override
    ChunkStore store() {
        return store;
    }

    @Override
    void flipByte(io.dfs.common.id.ChunkId chunk, int position) {
        store.flipByte(chunk, position);
    }
}
