package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.nio.ByteBuffer;

/** Takes the bytes of one chunk. Closing it without {@link #commit} leaves nothing behind. Not thread-safe. */
public interface ChunkWriter extends AutoCloseable {

    /**
     * Takes the buffer's remaining bytes.
     *
     * @throws DfsException {@link ErrorCode#LENGTH_MISMATCH} if they are more than were announced
     */
    void write(ByteBuffer bytes);

    /**
     * Makes the chunk durable (I-2): on return it survives power loss. Safe to repeat with a new writer (I-8): the same
     * content again is the same success.
     *
     * @throws DfsException {@link ErrorCode#LENGTH_MISMATCH} or {@link ErrorCode#CHECKSUM_MISMATCH} if the bytes are not
     *     those that were announced, {@link ErrorCode#CHUNK_CONFLICT} if the store holds other content under this id;
     *     nothing is stored then
     */
    StoredChunk commit();

    @Override
    void close();
}
