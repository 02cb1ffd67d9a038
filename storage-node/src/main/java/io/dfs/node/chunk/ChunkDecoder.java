package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.node.encryption.EncryptionKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Turns the bytes of a chunk file into those of its chunk. Belongs to one reader; not thread-safe. */
sealed interface ChunkDecoder permits PlainDecoder, EncryptedDecoder {

    /**
     * Reads all that follows the blocks.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_CORRUPT} with what is wrong, whatever the bytes are;
     *     {@link ErrorCode#ENCRYPTION_KEY_MISSING}; {@link ErrorCode#CHUNK_FORMAT_UNKNOWN}
     * @throws IOException if the disk can't be read
     */
    static ChunkDecoder open(FileChannel file, EncryptionKeys keys) throws IOException {
        ChunkTrailer trailer = ChunkTrailer.read(file);
        ByteBuffer tail = trailer.readTail(file);
        return switch (trailer.format()) {
            case PLAIN -> {
                keys.requirePlainIsRead("the chunk's file");
                yield new PlainDecoder(ChunkFooter.decode(tail, trailer));
            }
            case ENCRYPTED -> EncryptedDecoder.open(tail, trailer, keys);
        };
    }

    ChunkFooter footer();

    /**
     * Fills the buffer's rest with the bytes of whole blocks. They still have to be compared with the checksums.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_CORRUPT} if a block shows by itself that it is damaged
     */
    void read(FileChannel file, int firstBlock, ByteBuffer bytes) throws IOException;
}
