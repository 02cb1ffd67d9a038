package io.dfs.node.chunk;

import static io.dfs.node.chunk.ChunkTrailer.corrupt;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.encryption.EncryptionKey;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.FileCipher;
import io.dfs.node.encryption.KeyId;
import java.nio.ByteBuffer;
import javax.crypto.SecretKey;

/**
 * What an encrypted chunk file says in the clear, before its trailer: which key opens it.
 *
 * <pre>
 * at   bytes  what
 * 0    16     chunk id (UUID)
 * 16   8      id of the node's key
 * 24   40     key of the file, wrapped with the node's (AES key wrap, RFC 3394)
 * </pre>
 */
final class KeySlip {

    static final int BYTES = 2 * Long.BYTES + Long.BYTES + EncryptionKey.WRAPPED_BYTES;

    /** The number of the footer as a part of the file: the last that there is. The blocks have theirs from 0 on. */
    static final int FOOTER_PART = -1;

    private final ChunkId chunkId;
    private final KeyId keyId;
    private final byte[] wrapped;

    KeySlip(ChunkId chunkId, KeyId keyId, byte[] wrapped) {
        this.chunkId = chunkId;
        this.keyId = keyId;
        this.wrapped = wrapped;
    }

    ChunkId chunkId() {
        return chunkId;
    }

    void put(ByteBuffer tail) {
        ChunkFooter.put(tail, chunkId.value());
        tail.putLong(keyId.value());
        tail.put(wrapped);
    }

    static KeySlip take(ByteBuffer tail) {
        ChunkId chunkId = new ChunkId(ChunkFooter.uuid(tail));
        KeyId keyId = new KeyId(tail.getLong());
        byte[] wrapped = new byte[EncryptionKey.WRAPPED_BYTES];
        tail.get(wrapped);
        return new KeySlip(chunkId, keyId, wrapped);
    }

    /**
     * What decrypts the file.
     *
     * @throws DfsException {@link ErrorCode#ENCRYPTION_KEY_MISSING}; {@link ErrorCode#CHUNK_CORRUPT} if the key is there
     *     and has not wrapped what the slip holds
     */
    FileCipher cipher(EncryptionKeys keys, long lengthBytes) {
        EncryptionKey key = keys.require(keyId, "chunk " + chunkId);
        SecretKey fileKey = key.unwrap(wrapped)
                .orElseThrow(() -> corrupt("the key of the file was not wrapped with the key " + keyId));
        return cipher(fileKey, chunkId, lengthBytes);
    }

    /** Binds every part to version, chunk and length: a block of another chunk, or of a shorter one, does not pass. */
    static FileCipher cipher(SecretKey fileKey, ChunkId chunkId, long lengthBytes) {
        ByteBuffer context = ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES + Long.BYTES);
        context.putInt(ChunkFormat.ENCRYPTED.version());
        ChunkFooter.put(context, chunkId.value());
        context.putLong(lengthBytes);
        return new FileCipher(fileKey, context.array());
    }
}
