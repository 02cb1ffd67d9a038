package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;

/** One open chunk. What was opened stays readable, whatever happens to the file's name. Not thread-safe. */
public interface ChunkReader extends AutoCloseable {

    StoredChunk chunk();

    BlockChecksums checksums();

    /**
     * Writes bytes {@code offset} to {@code offset + lengthBytes} to {@code out}. Every block that the range touches is
     * verified before the first byte of it is written (I-3).
     *
     * @throws DfsException {@link ErrorCode#CHUNK_CORRUPT} at the first bad block; the bytes before it are written
     * @throws IOException if {@code out} fails
     */
    void read(long offset, long lengthBytes, OutputStream out) throws IOException;

    @Override
    void close();
}
