package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksummer;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a temp file: bytes, footer, force; the store then gives it its name. */
final class DiskChunkWriter implements ChunkWriter {

    private static final Logger LOG = LoggerFactory.getLogger(DiskChunkWriter.class);

    private final DiskChunkStore store;
    private final DataDirectory directory;
    private final NewChunk chunk;
    private final Path temp;
    private final Disk.NewFile file;
    private final ChunkEncoder encoder;
    private final long fileBytes;
    private final BlockChecksummer checksummer = new BlockChecksummer();
    private boolean closed;
    private long diskNanos;

    /** @param fileBytes reserved in the directory; given back on closing */
    DiskChunkWriter(
            DiskChunkStore store,
            DataDirectory directory,
            NewChunk chunk,
            Path temp,
            Disk.NewFile file,
            ChunkEncoder encoder,
            long fileBytes) {
        this.store = store;
        this.directory = directory;
        this.chunk = chunk;
        this.temp = temp;
        this.file = file;
        this.encoder = encoder;
        this.fileBytes = fileBytes;
    }

    @Override
    public void write(ByteBuffer bytes) {
        WrittenLength.checkRoomFor(bytes.remaining(), checksummer.lengthBytes(), chunk);
        checksummer.update(bytes);
        long start = System.nanoTime();
        directory.perform("writing " + temp, () -> {
            encoder.write(bytes, file);
            return temp;
        });
        diskNanos += System.nanoTime() - start;
    }

    @Override
    public StoredChunk commit() {
        BlockChecksums checksums = checksummer.finish();
        WrittenLength.checkComplete(checksums, chunk);
        StoredChunk written = store.describe(chunk, checksums);
        long start = System.nanoTime();
        directory.perform("writing " + temp, () -> {
            encoder.finish(new ChunkFooter(written, checksums), file);
            file.force();
            return temp;
        });
        StoredChunk placed = store.place(directory, temp, written, fileBytes);
        directory.writes().add(fileBytes, diskNanos + System.nanoTime() - start);
        return placed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            // Harmless: a placed file has been forced, any other goes away.
            LOG.warn("{} could not be closed", temp, e);
        }
        directory.deleteTemp(temp); // a placed file has left this name
        directory.release(fileBytes);
    }

    /** The rules on announced lengths and checksums, the same for every store. */
    static final class WrittenLength {

        private WrittenLength() {}

        static void checkRoomFor(int nextBytes, long writtenBytes, NewChunk chunk) {
            if (writtenBytes + nextBytes > chunk.lengthBytes()) {
                throw new DfsException(
                        ErrorCode.LENGTH_MISMATCH,
                        "chunk %s has more than the %d bytes that were declared"
                                .formatted(chunk.chunkId(), chunk.lengthBytes()));
            }
        }

        static void checkComplete(BlockChecksums written, NewChunk chunk) {
            if (written.lengthBytes() != chunk.lengthBytes()) {
                throw new DfsException(
                        ErrorCode.LENGTH_MISMATCH,
                        "chunk %s ended after %d of the %d bytes that were declared: send it again"
                                .formatted(chunk.chunkId(), written.lengthBytes(), chunk.lengthBytes()));
            }
            if (chunk.crc32c() != null && !chunk.crc32c().equals(written.whole())) {
                throw new DfsException(
                        ErrorCode.CHECKSUM_MISMATCH,
                        "chunk %s arrived with CRC32C %s, %s was announced: send it again"
                                .formatted(chunk.chunkId(), written.whole(), chunk.crc32c()));
            }
        }
    }
}
