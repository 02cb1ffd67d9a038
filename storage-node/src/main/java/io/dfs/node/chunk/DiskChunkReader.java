package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.encryption.EncryptionKeys;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a chunk file in windows of whole blocks. */
final class DiskChunkReader implements ChunkReader {

    private static final Logger LOG = LoggerFactory.getLogger(DiskChunkReader.class);

    /** Whole blocks; measured: smaller windows cost throughput, larger ones gain nothing. */
    private static final int WINDOW_BYTES = 4 * BlockChecksums.BLOCK_SIZE_BYTES;

    /** Read between two looks at the pace when all is read. */
    static final int PIECE_BYTES = 1 << 20;

    private final ChunkId chunkId;
    private final FileChannel file;
    private final ReadTrouble trouble;
    private final ChunkDecoder decoder;
    private final LatencyWindow latency;

    private DiskChunkReader(
            ChunkId chunkId, FileChannel file, ReadTrouble trouble, ChunkDecoder decoder, LatencyWindow latency) {
        this.chunkId = chunkId;
        this.file = file;
        this.trouble = trouble;
        this.decoder = decoder;
        this.latency = latency;
    }

    /**
     * Empty if there is no such file.
     *
     * @param latency is told how long each read takes
     */
    static Optional<DiskChunkReader> open(
            Path path, ChunkId chunkId, EncryptionKeys keys, ReadTrouble trouble, LatencyWindow latency) {
        FileChannel file;
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(chunkId, trouble, "it can't be opened: " + e.getMessage(), e);
        }
        try {
            return Optional.of(
                    new DiskChunkReader(chunkId, file, trouble, decoderOf(file, chunkId, keys, trouble), latency));
        } catch (RuntimeException e) {
            close(file);
            throw e;
        }
    }

    private static ChunkDecoder decoderOf(FileChannel file, ChunkId chunkId, EncryptionKeys keys, ReadTrouble trouble) {
        ChunkDecoder decoder = readFooter(file, chunkId, keys, trouble);
        ChunkId stated = decoder.footer().chunk().chunkId();
        if (!stated.equals(chunkId)) {
            throw trouble.damaged("its file is that of chunk " + stated);
        }
        return decoder;
    }

    private static ChunkDecoder readFooter(
            FileChannel file, ChunkId chunkId, EncryptionKeys keys, ReadTrouble trouble) {
        try {
            return ChunkDecoder.open(file, keys);
        } catch (DfsException e) {
            throw judged(e, trouble);
        } catch (IOException e) {
            throw failed(chunkId, trouble, "its footer can't be read: " + e.getMessage(), e);
        }
    }

    /** Damage is told; a key that is not here says nothing about the replica (I-4). */
    private static DfsException judged(DfsException e, ReadTrouble trouble) {
        return e.code() == ErrorCode.CHUNK_CORRUPT ? trouble.damaged(String.valueOf(e.getMessage())) : e;
    }

    /** Fewer bytes than there were a moment ago are damage; an error of the disk is none. */
    private static DfsException failed(ChunkId chunkId, ReadTrouble trouble, String detail, IOException e) {
        return switch (e) {
            case ClosedByInterruptException _ ->
                new DfsException(ErrorCode.UNAVAILABLE, "interrupted while reading chunk " + chunkId, e);
            case EOFException _ -> trouble.damaged(detail);
            default -> trouble.unreadable(e);
        };
    }

    /** Reads every byte. */
    void verify() {
        try {
            verify(_ -> {});
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing waits here", e);
        }
    }

    void verify(ChunkStore.PieceRead progress) throws InterruptedException {
        long lengthBytes = chunk().lengthBytes();
        try {
            for (long at = 0; at < lengthBytes; at += PIECE_BYTES) {
                long piece = Math.min(PIECE_BYTES, lengthBytes - at);
                read(at, piece, OutputStream.nullOutputStream());
                progress.read(piece);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a stream to nowhere does not fail", e);
        }
    }

    @Override
    public StoredChunk chunk() {
        return decoder.footer().chunk();
    }

    @Override
    public BlockChecksums checksums() {
        return decoder.footer().checksums();
    }

    @Override
    public void read(long offset, long lengthBytes, OutputStream out) throws IOException {
        long end = Math.addExact(offset, lengthBytes);
        if (offset < 0 || lengthBytes < 0 || end > chunk().lengthBytes()) {
            throw new IllegalArgumentException(
                    "bytes %d to %d of a chunk of %d bytes".formatted(offset, end, chunk().lengthBytes()));
        }
        byte[] window = new byte[(int) Math.min(WINDOW_BYTES, wholeBlocks(offset, end))];
        for (long at = startOfBlock(offset); at < end; at += WINDOW_BYTES) {
            int filled = (int) Math.min(window.length, endOfBlock(end) - at);
            readVerified(window, filled, at);
            int from = (int) Math.max(0, offset - at);
            int to = (int) Math.min(filled, end - at);
            out.write(window, from, to - from);
        }
    }

    private void readVerified(byte[] window, int length, long at) {
        int first = Math.toIntExact(at / BlockChecksums.BLOCK_SIZE_BYTES);
        try {
            long start = System.nanoTime();
            decoder.read(file, first, ByteBuffer.wrap(window, 0, length));
            latency.add(length, System.nanoTime() - start);
        } catch (DfsException e) {
            throw judged(e, trouble);
        } catch (IOException e) {
            throw failed(chunkId, trouble, "it can't be read at %d: %s".formatted(at, e.getMessage()), e);
        }
        for (int from = 0, block = first; from < length; from += BlockChecksums.BLOCK_SIZE_BYTES, block++) {
            Crc32c actual = Crc32c.of(window, from, checksums().blockLengthBytes(block));
            Crc32c stated = checksums().block(block);
            if (!actual.equals(stated)) {
                throw trouble.damaged("block %d has CRC32C %s, its footer says %s".formatted(block, actual, stated));
            }
        }
    }

    private long wholeBlocks(long offset, long end) {
        return endOfBlock(end) - startOfBlock(offset);
    }

    private static long startOfBlock(long position) {
        return position - position % BlockChecksums.BLOCK_SIZE_BYTES;
    }

    /** Where the last block that the bytes before {@code end} touch ends. */
    private long endOfBlock(long end) {
        long rounded = startOfBlock(end + BlockChecksums.BLOCK_SIZE_BYTES - 1);
        return Math.min(rounded, chunk().lengthBytes());
    }

    @Override
    public void close() {
        close(file);
    }

    static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("a chunk file could not be closed after reading", e);
        }
    }
}
