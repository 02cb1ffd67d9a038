package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last {@value #BYTES} bytes of every chunk file, in the clear, from which everything else is found:
 *
 * <pre>
 * end - 32   4   length of the description: see {@link ChunkFooter}
 *     - 28   8   length of the chunk
 *     - 20   4   bytes per block: 65536
 *     - 16   4   format version: see {@link ChunkFormat}
 *     - 12   4   CRC32C of all that lies between the blocks and here, as it is in the file
 *     - 8    8   magic: "dfschunk" in ASCII
 * </pre>
 *
 * In every future version the version and the magic stay where they are.
 */
record ChunkTrailer(ChunkFormat format, int descriptionBytes, long lengthBytes) {

    static final int BYTES = 32;

    private static final byte[] MAGIC = "dfschunk".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_FUTURE_VERSION = 1000;
    private static final int UNCHECKED_BYTES = Integer.BYTES + MAGIC.length;

    static ChunkTrailer of(ChunkFormat format, StoredChunk chunk) {
        return new ChunkTrailer(format, ChunkFooter.descriptionBytes(chunk.origin()), chunk.lengthBytes());
    }

    /** Room for all that follows the blocks. */
    ByteBuffer allocateTail() {
        return ByteBuffer.allocate(Math.toIntExact(format.tailBytes(lengthBytes, descriptionBytes)));
    }

    /** Puts itself at the end of the tail, and turns that round for reading. */
    ByteBuffer complete(ByteBuffer tail) {
        tail.putInt(descriptionBytes);
        tail.putLong(lengthBytes);
        tail.putInt(BlockChecksums.BLOCK_SIZE_BYTES);
        tail.putInt(format.version());
        tail.putInt(Crc32c.of(tail.slice(0, tail.position())).value());
        tail.put(MAGIC);
        return tail.flip();
    }

    /**
     * Reads the trailer of a chunk file. Bounds come first, so that no sum overflows and no memory is spent on what a
     * damaged file claims.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_CORRUPT} with what is wrong, whatever the bytes are;
     *     {@link ErrorCode#CHUNK_FORMAT_UNKNOWN} if a newer program wrote the file: that says nothing about it (I-4)
     */
    static ChunkTrailer read(FileChannel file) throws IOException {
        long fileBytes = file.size();
        if (fileBytes < BYTES) {
            throw corrupt("the file has %d bytes, fewer than the smallest footer".formatted(fileBytes));
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        readFully(file, bytes, fileBytes - BYTES);
        return decode(bytes.flip(), file).checkAgainst(fileBytes);
    }

    private static ChunkTrailer decode(ByteBuffer bytes, FileChannel file) throws IOException {
        int descriptionBytes = bytes.getInt();
        long lengthBytes = bytes.getLong();
        int blockBytes = bytes.getInt();
        int version = bytes.getInt();
        byte[] magic = new byte[MAGIC.length];
        bytes.get(BYTES - MAGIC.length, magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw corrupt("the file does not end like a chunk file");
        }
        ChunkFormat format = ChunkFormat.ofVersion(version).orElse(null);
        if (format == null) {
            throw isNewer(version) && !isOfAKnownFormat(file, descriptionBytes, lengthBytes)
                    ? unknownFormat(version)
                    : corrupt("the file has format version %d, which there is not".formatted(version));
        }
        if (blockBytes != BlockChecksums.BLOCK_SIZE_BYTES) {
            throw corrupt("the footer speaks of blocks of %d bytes".formatted(blockBytes));
        }
        return new ChunkTrailer(format, descriptionBytes, lengthBytes);
    }

    /** Versions are counted: one that is far from those known comes from damage. */
    private static boolean isNewer(int version) {
        return version > 0 && version < MAX_FUTURE_VERSION;
    }

    /** Whether the file would be whole with another version in its trailer, so that only the version is damaged. */
    private static boolean isOfAKnownFormat(FileChannel file, int descriptionBytes, long lengthBytes)
            throws IOException {
        for (ChunkFormat format : ChunkFormat.values()) {
            ChunkTrailer assumed = new ChunkTrailer(format, descriptionBytes, lengthBytes);
            if (assumed.fits(file.size())) {
                ByteBuffer tail = assumed.readWholeTail(file);
                tail.putInt(tail.limit() - UNCHECKED_BYTES - Integer.BYTES, format.version());
                if (checksum(tail).equals(statedChecksum(tail))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static DfsException unknownFormat(int version) {
        return new DfsException(
                ErrorCode.CHUNK_FORMAT_UNKNOWN,
                "the file has format version %d, which this version of the program does not know: start the newer one that wrote it"
                        .formatted(version));
    }

    private boolean fits(long fileBytes) {
        return lengthBytes >= 0
                && lengthBytes <= NewChunk.MAX_LENGTH_BYTES
                && descriptionBytes >= ChunkFooter.FIXED_DESCRIPTION_BYTES
                && descriptionBytes <= ChunkFooter.FIXED_DESCRIPTION_BYTES + NewChunk.MAX_ORIGIN_BYTES
                && format.fileLengthBytes(lengthBytes, descriptionBytes) == fileBytes;
    }

    private ChunkTrailer checkAgainst(long fileBytes) {
        if (!fits(fileBytes)) {
            throw corrupt("the footer says %d bytes of data and %d of description, the file has %d in all"
                    .formatted(lengthBytes, descriptionBytes, fileBytes));
        }
        return this;
    }

    /** All that follows the blocks, compared with its checksum; the trailer itself is left out. */
    ByteBuffer readTail(FileChannel file) throws IOException {
        ByteBuffer tail = readWholeTail(file);
        Crc32c actual = checksum(tail);
        Crc32c stated = statedChecksum(tail);
        if (!actual.equals(stated)) {
            throw corrupt("the footer's CRC32C is %s, not %s".formatted(actual, stated));
        }
        return tail.limit(tail.limit() - BYTES);
    }

    private ByteBuffer readWholeTail(FileChannel file) throws IOException {
        ByteBuffer tail = allocateTail();
        readFully(file, tail, format.blocksBytes(lengthBytes));
        return tail.flip();
    }

    private static Crc32c checksum(ByteBuffer tail) {
        return Crc32c.of(tail.slice(0, tail.limit() - UNCHECKED_BYTES));
    }

    private static Crc32c statedChecksum(ByteBuffer tail) {
        return new Crc32c(tail.getInt(tail.limit() - UNCHECKED_BYTES));
    }

    /** Fills the rest of the buffer from {@code position} on. */
    static void readFully(FileChannel file, ByteBuffer buffer, long position) throws IOException {
        long next = position;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, next);
            if (count < 0) {
                throw new EOFException("the file ends at %d, %d bytes early".formatted(next, buffer.remaining()));
            }
            next += count;
        }
    }

    static DfsException corrupt(String what) {
        return new DfsException(ErrorCode.CHUNK_CORRUPT, what);
    }
}
