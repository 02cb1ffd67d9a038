package io.dfs.node.chunk;

import static io.dfs.node.chunk.ChunkTrailer.corrupt;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * What a chunk file says of its chunk: the checksums of the blocks and a description, so that a disk tells what is on it
 * without any database. In every format it has these bytes; all numbers are big-endian, {@code L} is the length of the
 * chunk, {@code n = ceil(L / 65536)} the number of blocks, {@code o} the length of the origin:
 *
 * <pre>
 * at                bytes  what
 * 0                 4 n    CRC32C of each block of 64 KiB, in order; the last block may be shorter
 * 4n                16     cluster id (UUID)                                    ┐
 *      + 16         16     chunk id (UUID)                                      │
 *      + 32         8      L                                                    │ description
 *      + 40         4      CRC32C of the data                                   │
 *      + 44         8      time of writing, milliseconds since 1970-01-01 UTC   │
 *      + 52         4      o                                                    │
 *      + 56         o      origin, UTF-8: path at write time and position,      │
 *                          or "pack"; empty if unknown                          ┘
 * </pre>
 *
 * Checksums are those of the plain bytes, also where the blocks are encrypted.
 */
record ChunkFooter(StoredChunk chunk, BlockChecksums checksums) {

    static final int FIXED_DESCRIPTION_BYTES = 56;

    static int descriptionBytes(String origin) {
        return FIXED_DESCRIPTION_BYTES + origin.getBytes(StandardCharsets.UTF_8).length;
    }

    static long lengthBytes(long chunkLengthBytes, int descriptionBytes) {
        return 4L * BlockChecksums.blockCount(chunkLengthBytes) + descriptionBytes;
    }

    ByteBuffer encode() {
        byte[] origin = chunk.origin().getBytes(StandardCharsets.UTF_8);
        ByteBuffer footer = ByteBuffer.allocate(
                Math.toIntExact(lengthBytes(chunk.lengthBytes(), FIXED_DESCRIPTION_BYTES + origin.length)));
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
        return footer.flip();
    }

    /**
     * Takes the footer from the front of the bytes, of which there are as many as the trailer says.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_CORRUPT} if it contradicts the trailer, or itself
     */
    static ChunkFooter decode(ByteBuffer footer, ChunkTrailer trailer) {
        int[] blocks = new int[BlockChecksums.blockCount(trailer.lengthBytes())];
        Arrays.setAll(blocks, _ -> footer.getInt());
        BlockChecksums checksums = new BlockChecksums(trailer.lengthBytes(), blocks);
        StoredChunk chunk = describe(footer, trailer);
        if (!chunk.crc32c().equals(checksums.whole())) {
            throw corrupt("the blocks' checksums combine to %s, not %s".formatted(checksums.whole(), chunk.crc32c()));
        }
        return new ChunkFooter(chunk, checksums);
    }

    private static StoredChunk describe(ByteBuffer footer, ChunkTrailer trailer) {
        ClusterId clusterId = new ClusterId(uuid(footer));
        ChunkId chunkId = new ChunkId(uuid(footer));
        long lengthBytes = footer.getLong();
        Crc32c crc32c = new Crc32c(footer.getInt());
        Instant createdAt = Instant.ofEpochMilli(footer.getLong());
        int originBytes = footer.getInt();
        if (lengthBytes != trailer.lengthBytes()
                || originBytes != trailer.descriptionBytes() - FIXED_DESCRIPTION_BYTES) {
            throw corrupt("the footer's lengths contradict each other");
        }
        byte[] origin = new byte[originBytes];
        footer.get(origin);
        return new StoredChunk(
                chunkId, clusterId, lengthBytes, crc32c, createdAt, new String(origin, StandardCharsets.UTF_8));
    }

    static void put(ByteBuffer bytes, UUID id) {
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    static UUID uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
