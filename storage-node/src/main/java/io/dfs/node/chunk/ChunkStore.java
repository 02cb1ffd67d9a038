package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;

/**
 * The chunks of this node. Thread-safe. Failures are {@link DfsException}s.
 *
 * <p>The store never deletes a chunk: a damaged one is no longer served, and is moved aside when a good one takes its
 * place.
 */
public interface ChunkStore {

    /**
     * Reserves room for a chunk and starts to write it.
     *
     * @throws DfsException {@link ErrorCode#NO_SPACE} if no data directory has room
     */
    ChunkWriter begin(NewChunk chunk);

    /**
     * Opens a chunk for reading.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_NOT_FOUND}, or {@link ErrorCode#CHUNK_CORRUPT} if the replica is known
     *     to be damaged or its footer is
     */
    ChunkReader open(ChunkId chunkId);

    /** Looks at each data directory (is it still there? how full?) and says what it found. */
    StoreReport report();
}
