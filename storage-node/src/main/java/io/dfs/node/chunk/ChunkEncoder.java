package io.dfs.node.chunk;

import io.dfs.node.encryption.EncryptionKeys;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Turns the bytes of one chunk into those of its file. Belongs to one writer; not thread-safe. */
sealed interface ChunkEncoder permits PlainEncoder, EncryptedEncoder {

    /** Encrypts if there is a key to encrypt with. */
    static ChunkEncoder of(NewChunk chunk, EncryptionKeys keys) {
        return keys.current()
                .<ChunkEncoder>map(key -> new EncryptedEncoder(chunk, key))
                .orElseGet(PlainEncoder::new);
    }

    /** Takes the buffer's remaining bytes; the last of them may be kept back until more come. */
    void write(ByteBuffer bytes, Disk.NewFile file) throws IOException;

    /** Writes what was kept back, and what follows the blocks. */
    void finish(ChunkFooter footer, Disk.NewFile file) throws IOException;
}
