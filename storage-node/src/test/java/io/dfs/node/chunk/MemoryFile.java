package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksummer;
import io.dfs.common.checksum.BlockChecksums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** A chunk file that is made without a disk. */
final class MemoryFile implements Disk.NewFile {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static byte[] of(NewChunk chunk, byte[] data, Instant createdAt, ChunkEncoder encoder) {
        BlockChecksummer checksummer = new BlockChecksummer();
        checksummer.update(data, 0, data.length);
        BlockChecksums checksums = checksummer.finish();
        StoredChunk stored = new StoredChunk(
                chunk.chunkId(), chunk.clusterId(), data.length, checksums.whole(), createdAt, chunk.origin());
        MemoryFile file = new MemoryFile();
        try {
            encoder.write(ByteBuffer.wrap(data), file);
            encoder.finish(new ChunkFooter(stored, checksums), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.bytes.toByteArray();
    }

    @Override
    public void write(ByteBuffer more) {
        byte[] taken = new byte[more.remaining()];
        more.get(taken);
        bytes.writeBytes(taken);
    }

    @Override
    public void force() {}

    @Override
    public void close() {}
}
