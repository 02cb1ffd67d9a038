package io.dfs.node.chunk;

import static io.dfs.node.chunk.ChunkTrailer.corrupt;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

final class EncryptedDecoder implements ChunkDecoder {

    private final ChunkFooter footer;
    private final FileCipher cipher;
    private final ByteBuffer encrypted;

    private EncryptedDecoder(ChunkFooter footer, FileCipher cipher) {
        this.footer = footer;
        this.cipher = cipher;
        this.encrypted = ByteBuffer.allocate(
                (int) Math.min(BlockChecksums.BLOCK_SIZE_BYTES, footer.chunk().lengthBytes()) + FileCipher.TAG_BYTES);
    }

    static EncryptedDecoder open(ByteBuffer tail, ChunkTrailer trailer, EncryptionKeys keys) {
        int footerBytes = tail.limit() - KeySlip.BYTES;
        KeySlip slip = KeySlip.take(tail.slice(footerBytes, KeySlip.BYTES));
        FileCipher cipher = slip.cipher(keys, trailer.lengthBytes());
        ByteBuffer plain = ByteBuffer.allocate(footerBytes - FileCipher.TAG_BYTES);
        if (!cipher.decrypt(KeySlip.FOOTER_PART, tail.slice(0, footerBytes), plain)) {
            throw corrupt("the footer is not what was encrypted for this file");
        }
        ChunkFooter footer = ChunkFooter.decode(plain.flip(), trailer);
        if (!footer.chunk().chunkId().equals(slip.chunkId())) {
            throw corrupt("the footer speaks of two chunks");
        }
        return new EncryptedDecoder(footer, cipher);
    }

    @Override
    public ChunkFooter footer() {
        return footer;
    }

    @Override
    public void read(FileChannel file, int firstBlock, ByteBuffer bytes) throws IOException {
        for (int block = firstBlock; bytes.hasRemaining(); block++) {
            encrypted.clear().limit(footer.checksums().blockLengthBytes(block) + FileCipher.TAG_BYTES);
            ChunkTrailer.readFully(file, encrypted, ChunkFormat.ENCRYPTED.positionOf(block));
            if (!cipher.decrypt(block, encrypted.flip(), bytes)) {
                throw corrupt("block %d is not what was encrypted there".formatted(block));
            }
        }
    }
}
