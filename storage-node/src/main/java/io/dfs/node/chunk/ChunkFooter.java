package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * What follows the raw bytes in a chunk file: the checksums of the blocks and a description of the chunk, so that a disk
 * tells what is on it without any database. All numbers are big-endian. Format v1, {@code L} the length of the data,
 * {@code n = ceil(L / 65536)} the number of blocks, {@code o} the length of the origin:
 *
 * <pre>
 * at                bytes  what
 * 0                 L      data: the chunk's bytes, as they are
 * L                 4 n    CRC32C of each block of 64 KiB, in order; the last block may be shorter
 * L + 4n            16     cluster id (UUID)                                    ┐
 *      + 16         16     chunk id (UUID)                                      │
 *      + 32         8      L                                                    │ description
 *      + 40         4      CRC32C of the data                                   │
 *      + 44         8      time of writing, milliseconds since 1970-01-01 UTC   │
 *      + 52         4      o                                                    │
 *      + 56         o      origin, UTF-8: path at write time and position,      │
 *                          or "pack"; empty if unknown                          ┘
 * end - 32          4      length of the description: 56 + o                    ┐
 *     - 28          8      L                                                    │
 *     - 20          4      bytes per block: 65536                               │ trailer
 *     - 16          4      format version: 1                                    │
 *     - 12          4      CRC32C of everything from L up to here               │
 *     - 8           8      magic: "dfschunk" in ASCII                           ┘
 * </pre>
 *
 * The file has exactly {@code L + 4n + 56 + o + 32} bytes. In every future version the version and the magic stay where
 * they are.
 */
record ChunkFooter(StoredChunk chunk, BlockChecksums checksums) {

    static final int FORMAT_VERSION = 1;
    static final int TRAILER_BYTES = 32;
    static final int FIXED_DESCRIPTION_BYTES = 56;

    private static final byte[] MAGIC = "dfschunk".getBytes(StandardCharsets.US_ASCII);
    private static final int UNCHECKED_TRAILER_BYTES = Integer.BYTES + MAGIC.length;

    /** What a file needs in all; the block checksums of 1 GiB take 64 KiB. */
    static long fileLengthBytes(NewChunk chunk) {
        int originBytes = chunk.origin().getBytes(StandardCharsets.UTF_8).length;
        return chunk.lengthBytes() + footerLengthBytes(chunk.lengthBytes(), FIXED_DESCRIPTION_BYTES + originBytes);
    }

    private static long footerLengthBytes(long dataLengthBytes, int descriptionBytes) {
        return 4L * BlockChecksums.blockCount(dataLengthBytes) + descriptionBytes + TRAILER_BYTES;
    }

    ByteBuffer encode() {
        byte[] origin = chunk.origin().getBytes(StandardCharsets.UTF_8);
        int descriptionBytes = FIXED_DESCRIPTION_BYTES + origin.length;
        ByteBuffer footer =
                ByteBuffer.allocate(Math.toIntExact(footerLengthBytes(chunk.lengthBytes(), descriptionBytes)));
        for (int block : checksums.blocks()) {
            footer.putInt(block);
        }
        put(footer, chunk.clusterId().value());
        put(footer, chunk.chunkId().value());
        footer.putLong(chunk.lengthBytes());
        footer.putInt(chunk.crc32c().value());
        footer.putLong(chunk.createdAt().toEpochMilli());
        footer.putInt(origin.length);
        footer.put(origin);
        footer.putInt(descriptionBytes);
        footer.putLong(chunk.lengthBytes());
        footer.putInt(BlockChecksums.BLOCK_SIZE_BYTES);
        footer.putInt(FORMAT_VERSION);
        footer.putInt(Crc32c.of(footer.array(), 0, footer.position()).value());
        footer.put(MAGIC);
        return footer.flip();
    }

    /**
     * Reads the footer of a chunk file.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_CORRUPT} with what is wrong, whatever the bytes are
     * @throws IOException if the disk can't be read
     */
    static ChunkFooter read(FileChannel file) throws IOException {
        long fileBytes = file.size();
        if (fileBytes < FIXED_DESCRIPTION_BYTES + TRAILER_BYTES) {
            throw corrupt("the file has %d bytes, fewer than the smallest footer".formatted(fileBytes));
        }
        ByteBuffer trailerBytes = ByteBuffer.allocate(TRAILER_BYTES);
        readFully(file, trailerBytes, fileBytes - TRAILER_BYTES);
        Trailer trailer = Trailer.decode(trailerBytes.flip(), fileBytes);
        ByteBuffer footer = ByteBuffer.allocate(Math.toIntExact(trailer.footerLengthBytes()));
        readFully(file, footer, trailer.dataLengthBytes);
        return decode(footer.flip(), trailer);
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

    private static ChunkFooter decode(ByteBuffer footer, Trailer trailer) {
        Crc32c actual = Crc32c.of(footer.slice(0, footer.limit() - UNCHECKED_TRAILER_BYTES));
        Crc32c stated = new Crc32c(footer.getInt(footer.limit() - UNCHECKED_TRAILER_BYTES));
        if (!actual.equals(stated)) {
            throw corrupt("the footer's CRC32C is %s, not %s".formatted(actual, stated));
        }
        int[] blocks = new int[BlockChecksums.blockCount(trailer.dataLengthBytes)];
        Arrays.setAll(blocks, _ -> footer.getInt());
        BlockChecksums checksums = new BlockChecksums(trailer.dataLengthBytes, blocks);
        StoredChunk chunk = describe(footer, trailer);
        if (!chunk.crc32c().equals(checksums.whole())) {
            throw corrupt("the blocks' checksums combine to %s, not %s".formatted(checksums.whole(), chunk.crc32c()));
        }
        return new ChunkFooter(chunk, checksums);
    }

    private static StoredChunk describe(ByteBuffer footer, Trailer trailer) {
        ClusterId clusterId = new ClusterId(uuid(footer));
        ChunkId chunkId = new ChunkId(uuid(footer));
        long lengthBytes = footer.getLong();
        Crc32c crc32c = new Crc32c(footer.getInt());
        Instant createdAt = Instant.ofEpochMilli(footer.getLong());
        int originBytes = footer.getInt();
        if (lengthBytes != trailer.dataLengthBytes
                || originBytes != trailer.descriptionBytes - FIXED_DESCRIPTION_BYTES) {
            throw corrupt("the footer's lengths contradict each other");
        }
        byte[] origin = new byte[originBytes];
        footer.get(origin);
        return new StoredChunk(
                chunkId, clusterId, lengthBytes, crc32c, createdAt, new String(origin, StandardCharsets.UTF_8));
    }

    private static void put(ByteBuffer footer, UUID id) {
        footer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer footer) {
        return new UUID(footer.getLong(), footer.getLong());
    }

    private static DfsException corrupt(String what) {
        return new DfsException(ErrorCode.CHUNK_CORRUPT, what);
    }

    /** The fixed-size end of the file, from which everything else is found. */
    private record Trailer(int descriptionBytes, long dataLengthBytes) {

        static Trailer decode(ByteBuffer bytes, long fileBytes) {
            int descriptionBytes = bytes.getInt();
            long dataLengthBytes = bytes.getLong();
            int blockBytes = bytes.getInt();
            int version = bytes.getInt();
            byte[] magic = new byte[MAGIC.length];
            bytes.get(TRAILER_BYTES - MAGIC.length, magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw corrupt("the file does not end like a chunk file");
            }
            if (version != FORMAT_VERSION) {
                throw corrupt("the file has format version %d and this program knows %d only"
                        .formatted(version, FORMAT_VERSION));
            }
            if (blockBytes != BlockChecksums.BLOCK_SIZE_BYTES) {
                throw corrupt("the footer speaks of blocks of %d bytes".formatted(blockBytes));
            }
            return new Trailer(descriptionBytes, dataLengthBytes).checkAgainst(fileBytes);
        }

        /** Bounds come first, so that no sum overflows and no memory is spent on what a damaged file claims. */
        private Trailer checkAgainst(long fileBytes) {
            if (dataLengthBytes < 0
                    || dataLengthBytes > NewChunk.MAX_LENGTH_BYTES
                    || descriptionBytes < FIXED_DESCRIPTION_BYTES
                    || descriptionBytes > FIXED_DESCRIPTION_BYTES + NewChunk.MAX_ORIGIN_BYTES
                    || dataLengthBytes + footerLengthBytes() != fileBytes) {
                throw corrupt("the footer says %d bytes of data and %d of description, the file has %d in all"
                        .formatted(dataLengthBytes, descriptionBytes, fileBytes));
            }
            return this;
        }

        long footerLengthBytes() {
            return ChunkFooter.footerLengthBytes(dataLengthBytes, descriptionBytes);
        }
    }
}
