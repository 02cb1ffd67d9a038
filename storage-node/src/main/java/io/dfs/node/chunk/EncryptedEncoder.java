package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.node.encryption.EncryptionKey;
import io.dfs.node.encryption.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.crypto.SecretKey;

/** Each block encrypted, under a key that is made for this file. Its buffers take up to 128 KiB. */
final class EncryptedEncoder implements ChunkEncoder {

    private final KeySlip slip;
    private final FileCipher cipher;
    private final ByteBuffer plain;
    private final ByteBuffer encrypted;
    private int block;

    EncryptedEncoder(NewChunk chunk, EncryptionKey key) {
        SecretKey fileKey = FileCipher.newKey();
        this.slip = new KeySlip(chunk.chunkId(), key.id(), key.wrap(fileKey));
        this.cipher = KeySlip.cipher(fileKey, chunk.chunkId(), chunk.lengthBytes());
        int blockBytes = (int) Math.min(BlockChecksums.BLOCK_SIZE_BYTES, chunk.lengthBytes());
        this.plain = ByteBuffer.allocate(blockBytes);
        this.encrypted = ByteBuffer.allocate(blockBytes + FileCipher.TAG_BYTES);
    }

    @Override
    public void write(ByteBuffer bytes, Disk.NewFile file) throws IOException {
        while (bytes.hasRemaining()) {
            int taken = Math.min(bytes.remaining(), plain.remaining());
            plain.put(bytes.slice(bytes.position(), taken));
            bytes.position(bytes.position() + taken);
            if (!plain.hasRemaining()) {
                writeBlock(file);
            }
        }
    }

    private void writeBlock(Disk.NewFile file) throws IOException {
        encrypted.clear();
        cipher.encrypt(block++, plain.flip(), encrypted);
        plain.clear();
        file.write(encrypted.flip());
    }

    @Override
    public void finish(ChunkFooter footer, Disk.NewFile file) throws IOException {
        if (plain.position() > 0) {
            writeBlock(file);
        }
        ChunkTrailer trailer = ChunkTrailer.of(ChunkFormat.ENCRYPTED, footer.chunk());
        ByteBuffer tail = trailer.allocateTail();
        cipher.encrypt(KeySlip.FOOTER_PART, footer.encode(), tail);
        slip.put(tail);
        file.write(trailer.complete(tail));
    }
}
